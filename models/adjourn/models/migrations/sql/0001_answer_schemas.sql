-- What Postgres can say at once of an answer that does not fit its question's JSON Schema. It refuses only what the
-- worker would refuse too, who judges again, by all of the schema, before the graph sees an answer.

-- Any JSON as jsonb, which refuses \u0000, half a surrogate pair and numbers of more than 131072 digits.
CREATE FUNCTION adjourn.readable(document json) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN document::jsonb;
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
  BEGIN
    RETURN regexp_replace(document::text, '(?<!\\)((?:\\\\)*)\\u0000', '\1\\ufffd', 'g')::jsonb;
  EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    RETURN to_jsonb(document::text);
  END;
END $$;

-- As Python reads the number, if that is certain: integers below 2^53 are the same there, whichever way they are written.
CREATE FUNCTION adjourn.as_float(number jsonb) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN jsonb_typeof(number) = 'number' THEN
    CASE WHEN abs(number::numeric) < 9007199254740992 AND (number::numeric = 0 OR abs(number::numeric) > 1e-300)
         THEN number::numeric::float8 END END
$$;

CREATE FUNCTION adjourn.may_equal(one jsonb, other jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF one = other THEN
    RETURN true;
  ELSIF jsonb_typeof(one) <> jsonb_typeof(other) THEN
    RETURN false;
  END IF;
  CASE jsonb_typeof(one)
    WHEN 'number' THEN
      RETURN coalesce(adjourn.as_float(one) = adjourn.as_float(other), true);
    WHEN 'array' THEN
      RETURN jsonb_array_length(one) = jsonb_array_length(other) AND NOT EXISTS (
        SELECT FROM ROWS FROM (jsonb_array_elements(one), jsonb_array_elements(other)) pair(a, b)
        WHERE NOT adjourn.may_equal(a, b));
    WHEN 'object' THEN
      RETURN NOT EXISTS (
        SELECT FROM jsonb_each(one) a FULL JOIN jsonb_each(other) b USING (key)
        WHERE a.value IS NULL OR b.value IS NULL OR NOT adjourn.may_equal(a.value, b.value));
    ELSE
      RETURN false;
  END CASE;
END $$;

-- Whether all of the schema is of the kind that the worker judges without fail: one regular expression that it does not
-- take, one reference into nowhere, one keyword that is not what JSON Schema says it is, and it would let every answer pass.
CREATE FUNCTION adjourn.has_doubles(list jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT count(*) > count(DISTINCT item) FROM jsonb_array_elements(list) item
$$;
CREATE FUNCTION adjourn.is_plain(schema jsonb, depth integer DEFAULT 0) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE keyword text; given jsonb; types jsonb := '["null", "boolean", "integer", "number", "string", "array", "object"]';
BEGIN
  IF jsonb_typeof(schema) = 'boolean' THEN
    RETURN true;
  ELSIF jsonb_typeof(schema) <> 'object' OR depth > 40 THEN
    RETURN false;
  END IF;
  FOR keyword, given IN SELECT * FROM jsonb_each(schema) LOOP
    IF NOT (CASE
        WHEN keyword = 'type' THEN
          CASE jsonb_typeof(given) WHEN 'array' THEN given <@ types AND given <> '[]' AND NOT adjourn.has_doubles(given)
                                   ELSE types @> given END
        WHEN keyword = 'enum' THEN jsonb_typeof(given) = 'array'
        WHEN keyword IN ('uniqueItems', 'deprecated', 'readOnly', 'writeOnly') THEN jsonb_typeof(given) = 'boolean'
        WHEN keyword IN ('title', 'description', 'format', '$comment', 'contentEncoding', 'contentMediaType') THEN
          jsonb_typeof(given) = 'string'
        WHEN keyword = 'examples' THEN jsonb_typeof(given) = 'array'
        WHEN keyword = 'required' THEN jsonb_typeof(given) = 'array' AND NOT adjourn.has_doubles(given) AND NOT EXISTS (
          SELECT FROM jsonb_array_elements(given) name WHERE jsonb_typeof(name) <> 'string')
        WHEN keyword IN ('minItems', 'maxItems', 'minLength', 'maxLength', 'minProperties', 'maxProperties') THEN
          coalesce(adjourn.as_float(given) >= 0 AND adjourn.as_float(given) = trunc(adjourn.as_float(given)), false)
        WHEN keyword IN ('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum') THEN jsonb_typeof(given) = 'number'
        WHEN keyword = 'properties' THEN jsonb_typeof(given) = 'object' AND NOT EXISTS (
          SELECT FROM jsonb_each(given) property WHERE NOT adjourn.is_plain(property.value, depth + 1))
        WHEN keyword IN ('allOf', 'anyOf', 'oneOf', 'prefixItems') THEN jsonb_typeof(given) = 'array' AND given <> '[]' AND NOT EXISTS (
          SELECT FROM jsonb_array_elements(given) part WHERE NOT adjourn.is_plain(part, depth + 1))
        WHEN keyword IN ('items', 'additionalProperties', 'not', 'if', 'then', 'else') THEN
          adjourn.is_plain(given, depth + 1)
        WHEN keyword = '$schema' THEN depth = 0 AND given = '"https://json-schema.org/draft/2020-12/schema"'
        ELSE keyword NOT IN ('$ref', '$dynamicRef', '$id', '$anchor', '$dynamicAnchor', '$recursiveRef',
          '$recursiveAnchor', '$defs', '$vocabulary', 'definitions', 'dependencies', 'contains', 'minContains', 'maxContains',
          'contentSchema', 'dependentRequired', 'dependentSchemas', 'multipleOf', 'pattern', 'patternProperties',
          'propertyNames', 'unevaluatedItems', 'unevaluatedProperties')
      END) THEN
      RETURN false;
    END IF;
  END LOOP;
  RETURN true;
END $$;

-- What an answer must be and is not, by a schema that is plain; `place` is where in the answer.
CREATE FUNCTION adjourn.misfits(answer jsonb, schema jsonb, place text DEFAULT '') RETURNS text[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  kind text := jsonb_typeof(answer);
  this text := coalesce(nullif(place, ''), 'the answer');
  found text[] := '{}';
  keyword text; given jsonb; key text; part jsonb; n float8; size bigint; unit text; least float8; most float8;
  inner_found text[]; branches text[];
BEGIN
  IF schema = 'true' THEN
    RETURN found;
  ELSIF schema = 'false' THEN
    RETURN ARRAY[format('%s is not wanted', this)];
  END IF;
  IF schema ? 'type' AND NOT EXISTS (
      SELECT FROM jsonb_array_elements_text(
        CASE jsonb_typeof(schema -> 'type') WHEN 'array' THEN schema -> 'type' ELSE jsonb_build_array(schema -> 'type') END) type
      WHERE type = kind OR type = 'integer' AND kind = 'number'
        AND coalesce(adjourn.as_float(answer) = trunc(adjourn.as_float(answer)), true)) THEN
    RETURN ARRAY[format('%s must be of type %s, not %s', this,
      CASE jsonb_typeof(schema -> 'type') WHEN 'array' THEN (
        SELECT string_agg(type, ' or ') FROM jsonb_array_elements_text(schema -> 'type') type) ELSE schema ->> 'type' END,
      left(answer::text, 80))];
  END IF;
  IF schema ? 'const' AND NOT adjourn.may_equal(answer, schema -> 'const') THEN
    found := found || format('%s must be %s, not %s', this, left((schema -> 'const')::text, 200), left(answer::text, 80));
  END IF;
  IF schema ? 'enum' AND NOT EXISTS (
      SELECT FROM jsonb_array_elements(schema -> 'enum') one WHERE adjourn.may_equal(answer, one)) THEN
    found := found || format('%s must be one of %s, not %s', this,
      left((SELECT string_agg(one::text, ', ') FROM jsonb_array_elements(schema -> 'enum') one), 500), left(answer::text, 80));
  END IF;

  IF kind = 'number' THEN
    n := adjourn.as_float(answer);
    FOR keyword, given IN SELECT * FROM jsonb_each(schema) LOOP
      unit := CASE
        WHEN keyword = 'minimum' AND n < adjourn.as_float(given) THEN 'at least'
        WHEN keyword = 'maximum' AND n > adjourn.as_float(given) THEN 'at most'
        WHEN keyword = 'exclusiveMinimum' AND n <= adjourn.as_float(given) THEN 'more than'
        WHEN keyword = 'exclusiveMaximum' AND n >= adjourn.as_float(given) THEN 'less than' END;
      IF unit IS NOT NULL THEN
        found := found || format('%s must be %s %s, not %s', this, unit, given, left(answer::text, 80));
      END IF;
    END LOOP;
    unit := NULL;
  ELSIF kind = 'string' THEN
    size := char_length(answer #>> '{}'); unit := 'Length';
  ELSIF kind = 'array' THEN
    size := jsonb_array_length(answer); unit := 'Items';
  ELSIF kind = 'object' THEN
    size := (SELECT count(*) FROM jsonb_object_keys(answer)); unit := 'Properties';
  END IF;
  least := adjourn.as_float(schema -> ('min' || unit));
  most := adjourn.as_float(schema -> ('max' || unit));
  IF size < least OR size > most THEN
    found := found || format('%s must have %s %s, not %s', this,
      CASE WHEN least = most THEN 'exactly ' || least WHEN size < least THEN 'at least ' || least ELSE 'at most ' || most END,
      CASE unit WHEN 'Length' THEN 'characters' ELSE lower(unit) END, size);
  END IF;

  IF kind = 'object' THEN
    SELECT string_agg(to_json(name)::text, ', ') INTO key
      FROM jsonb_array_elements_text(schema -> 'required') name WHERE NOT answer ? name;
    IF key IS NOT NULL THEN
      found := found || format('%s lacks %s', this, key);
    END IF;
    FOR key, part IN SELECT * FROM jsonb_each(answer) LOOP
      given := coalesce(schema -> 'properties' -> key, schema -> 'additionalProperties');
      IF given = 'false' AND NOT coalesce(schema -> 'properties' ? key, false) THEN
        found := found || format('%s takes no %s%s', this, to_json(key), coalesce(', only ' || (
          SELECT string_agg(to_json(name)::text, ', ') FROM jsonb_object_keys(schema -> 'properties') name), ''));
      ELSIF given IS NOT NULL THEN
        found := found || adjourn.misfits(part, given, ltrim(place || '.' || key, '.'));
      END IF;
    END LOOP;
  ELSIF kind = 'array' AND (schema ? 'items' OR schema ? 'prefixItems') THEN
    FOR key, part IN SELECT i - 1, item FROM jsonb_array_elements(answer) WITH ORDINALITY each(item, i) LOOP
      given := coalesce(schema -> 'prefixItems' -> key::integer, schema -> 'items');
      IF given IS NOT NULL THEN
        found := found || adjourn.misfits(part, given, format('%s[%s]', place, key));
      END IF;
    END LOOP;
  END IF;

  FOR part IN SELECT * FROM jsonb_array_elements(schema -> 'allOf') LOOP
    found := found || adjourn.misfits(answer, part, place);
  END LOOP;
  FOREACH keyword IN ARRAY ARRAY['anyOf', 'oneOf'] LOOP
    branches := '{}';
    FOR part IN SELECT * FROM jsonb_array_elements(schema -> keyword) LOOP
      inner_found := adjourn.misfits(answer, part, place);
      branches := branches || array_to_string(inner_found, ' and ');
      EXIT WHEN inner_found = '{}';
    END LOOP;
    IF schema ? keyword AND NOT '' = ANY (branches) THEN
      found := found || coalesce((SELECT string_agg(branch, ', or ') FROM (
        SELECT branch FROM unnest(branches) WITH ORDINALITY b(branch, i) GROUP BY branch ORDER BY min(i)) b), this || ' fits nothing');
    END IF;
  END LOOP;
  RETURN found;
END $$;

-- A sentence, or NULL where nothing is certainly wrong. Python may give up on an answer that is nested very deeply.
CREATE FUNCTION adjourn.misfit(answer jsonb, answer_schema json) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE schema jsonb := adjourn.readable(answer_schema); found text[];
BEGIN
  IF strpos(answer_schema::text, '\u0000') = 0 AND adjourn.number_too_large(answer_schema) IS NULL
     AND adjourn.is_plain(schema) AND NOT jsonb_path_exists(answer, 'strict $.**{60}') THEN
    found := adjourn.misfits(answer, schema);
    IF found <> '{}' THEN
      RETURN left(array_to_string(found, '; '), 2000);
    END IF;
  END IF;
  RETURN NULL;
END $$;
