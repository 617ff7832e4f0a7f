"""The graphs of LangGraph's human-in-the-loop tutorials as background jobs.

Each is enqueued and answered with plain SQL, asked in one worker process and resumed in another, because the one that
asked is killed in between.
"""

from __future__ import annotations

import json

from langchain_core.messages import ToolMessage

from tests.conftest import EXAMPLES
from tests.support.fleet import Row
from tests.whole.tutorials.conftest import Tutorial

EXPERT = "I need some expert guidance for building an AI agent. Could you request assistance for me?"
ADVICE = "We, the experts are here to help! We'd recommend you check out LangGraph to build your agent."
CAT = (
    "Can you reach out for human assistance: what should I feed my cat? "
    "Separately, can you check the weather in San Francisco?"
)
FISH = "You should feed your cat a fish."


def user(text: str) -> Row:
    return {"role": "user", "content": text}


def said(messages: list[Row]) -> list[tuple[str, str]]:
    return [(message["type"], message["data"]["content"]) for message in messages]


class TestSupportChatbot:
    def test_an_expert_is_asked_and_the_model_answers_with_what_the_expert_said(self, tutorial: Tutorial) -> None:
        import support_chatbot

        job = tutorial.pause("support_chatbot", {"messages": [user(EXPERT)]})
        state = tutorial.state(job, support_chatbot.graph)
        assert state.next == ("tools",)
        [call] = state.values["messages"][-1].tool_calls
        assert (call["name"], call["args"]) == ("human_assistance", {"query": EXPERT})
        [request] = tutorial.fleet.requests(job["id"])
        assert (request["status"], request["question"], request["node"]) == ("open", {"query": EXPERT}, "tools")

        tutorial.ask_another_worker()
        tutorial.fleet.answer(request, {"data": ADVICE})
        messages = tutorial.finish(job)["result"]["messages"]
        assert said(messages) == [
            ("human", EXPERT),
            ("ai", ""),
            ("tool", ADVICE),
            ("ai", f"[scripted model] human_assistance says: {ADVICE}"),
        ]
        assert messages[2]["data"]["tool_call_id"] == call["id"] == messages[1]["data"]["tool_calls"][0]["id"]
        assert tutorial.state(job, support_chatbot.graph).next == ()
        [request] = tutorial.fleet.requests(job["id"])
        assert (request["status"], request["answer"]) == ("resumed", {"data": ADVICE})
        assert tutorial.counts("begun")["human_assistance"] == 2, "the tool runs again from its top, once"
        assert tutorial.counts("ended")["human_assistance"] == 1

    def test_a_later_job_on_the_same_thread_continues_the_conversation(self, tutorial: Tutorial) -> None:
        job = tutorial.pause("support_chatbot", {"messages": [user(EXPERT)]}, thread_id="a customer")
        tutorial.fleet.answer(tutorial.fleet.requests(job["id"])[0], {"data": ADVICE})
        tutorial.fleet.wait(job["id"])
        later = tutorial.fleet.enqueue("support_chatbot", {"messages": [user("And now?")]}, thread_id="a customer")
        messages = tutorial.fleet.wait(later)["result"]["messages"]
        assert said(messages)[:1] + said(messages)[4:] == [
            ("human", EXPERT),
            ("human", "And now?"),
            (
                "ai",
                "[scripted model] You said: “And now?”. Earlier in this conversation, "
                f"you said: “{EXPERT}”; human_assistance said: “{ADVICE}”.",
            ),
        ]
        assert tutorial.fleet.requests(later) == []

    def test_two_tool_calls_in_one_message_each_receive_their_own_answer(self, tutorial: Tutorial) -> None:
        import support_chatbot

        prices, safety = "Please request assistance about prices.", "Please request assistance about safety."
        job = tutorial.pause("support_chatbot", {"messages": [user(f"{prices} {safety}")]})
        assert tutorial.state(job, support_chatbot.graph).next == ("tools", "tools")
        requests = {request["question"]["query"]: request for request in tutorial.fleet.requests(job["id"])}
        assert requests.keys() == {prices, safety}

        tutorial.ask_another_worker()
        tutorial.fleet.answer(requests[safety], {"data": "Safe."})
        assert tutorial.fleet.job(job["id"])["status"] == "waiting"
        tutorial.fleet.answer(requests[prices], {"data": "Cheap."})
        messages = tutorial.finish(job)["result"]["messages"]
        asked = {call["id"]: call["args"]["query"] for call in messages[1]["data"]["tool_calls"]}
        answers = {asked[m["data"]["tool_call_id"]]: m["data"]["content"] for m in messages if m["type"] == "tool"}
        assert answers == {prices: "Cheap.", safety: "Safe."}
        assert len(tutorial.fleet.requests(job["id"])) == 2, "nothing is asked twice"
        assert tutorial.counts("ended")["human_assistance"] == 2

    def test_a_search_beside_a_question_is_done_once(self, tutorial: Tutorial) -> None:
        text = "Please search documentation: checkpoints and threads. Please request assistance about prices."
        job = tutorial.pause("support_chatbot", {"messages": [user(text)]})
        assert tutorial.counts("ended") == {"search": 1}
        tutorial.fleet.answer(tutorial.fleet.requests(job["id"])[0], {"data": "Cheap."})
        messages = tutorial.fleet.wait(job["id"])["result"]["messages"]
        search, human = (m["data"]["content"] for m in messages if m["type"] == "tool")
        assert "persistence.txt" in search
        assert human == "Cheap."
        assert tutorial.counts("begun") == {"search": 1, "human_assistance": 2}

    def test_a_worker_registers_a_drawing_of_the_graph(self, tutorial: Tutorial) -> None:
        [graph] = tutorial.fleet.rows("SELECT * FROM adjourn.graphs WHERE name = 'support_chatbot'")
        assert "chatbot(chatbot)" in graph["drawing"]
        assert "chatbot -.-> tools;" in graph["drawing"]
        assert "messages" in graph["input_schema"]["properties"]


class TestThreeSteps:
    def test_foo_answered_with_baz_becomes_foo_bar_baz_qux(self, tutorial: Tutorial) -> None:
        import three_steps

        job = tutorial.pause("three_steps", "foo")
        [request] = tutorial.fleet.requests(job["id"])
        assert request["question"] == request["title"] == "Please provide feedback: foo bar"
        assert tutorial.state(job, three_steps.three_steps).next == ("three_steps",)
        assert tutorial.counts("ended") == {"add_bar": 1}

        tutorial.ask_another_worker()
        tutorial.fleet.answer(request, "baz")
        assert tutorial.finish(job)["result"] == "foo bar baz qux"
        assert tutorial.counts("begun") == {"add_bar": 1, "add_feedback": 2, "add_qux": 1}
        assert tutorial.counts("ended") == {"add_bar": 1, "add_feedback": 1, "add_qux": 1}
        assert tutorial.state(job, three_steps.three_steps).next == ()

    def test_a_comment_answers_as_well_as_json(self, tutorial: Tutorial) -> None:
        job = tutorial.pause("three_steps", "foo")
        tutorial.fleet.rows("UPDATE adjourn.human_requests SET comment = 'baz' WHERE job_id = %s", job["id"])
        assert tutorial.fleet.wait(job["id"])["result"] == "foo bar baz qux"


class TestReactAgent:
    def test_the_weather_is_known_while_a_person_is_asked_about_the_cat(self, tutorial: Tutorial) -> None:
        import react_agent

        job = tutorial.pause("react_agent", [user(CAT)])
        [request] = tutorial.fleet.requests(job["id"])
        [query] = request["question"].values()
        assert request["question"] == {"query": "what should I feed my cat?"} == {"query": query}
        assert tutorial.counts("ended") == {"call_model": 1, "get_weather": 1}
        assert tutorial.state(job, react_agent.react_agent).next == ("react_agent",)
        with tutorial.saver() as saver:
            written = saver.get_tuple(tutorial.thread(job)).pending_writes
        kept = [value.content for _, _, value in written if isinstance(value, ToolMessage)]
        assert kept == ["It is sunny in San Francisco."], "kept although the run is interrupted"

        tutorial.ask_another_worker()
        tutorial.fleet.answer(request, {"data": FISH})
        result = tutorial.finish(job)["result"]
        assert result["type"] == "ai"
        words = f"human_assistance says: {FISH} get_weather says: It is sunny in San Francisco."
        assert result["data"]["content"] == f"[scripted model] {words}"
        assert tutorial.counts("begun") == {"call_model": 2, "get_weather": 1, "human_assistance": 2}
        assert tutorial.counts("ended") == {"call_model": 2, "get_weather": 1, "human_assistance": 1}
        with tutorial.saver() as saver:
            kept = saver.get_tuple(tutorial.thread(job)).checkpoint["channel_values"]["__previous__"]
        assert [(m.type, m.content) for m in kept] == [
            ("human", CAT),
            ("ai", ""),
            ("tool", FISH),
            ("tool", "It is sunny in San Francisco."),
            ("ai", f"[scripted model] {words}"),
        ]

    def test_the_agent_remembers_what_it_was_told_on_the_thread(self, tutorial: Tutorial) -> None:
        weather = "Can you check the weather in Boston?"
        first = tutorial.fleet.enqueue("react_agent", [user(weather)], thread_id="boston")
        assert tutorial.fleet.wait(first)["result"]["data"]["content"].endswith("It is rainy in Boston.")
        second = tutorial.fleet.enqueue("react_agent", [user("And now?")], thread_id="boston")
        assert tutorial.fleet.wait(second)["result"]["data"]["content"] == (
            f"[scripted model] You said: “And now?”. Earlier in this conversation, you said: “{weather}”; "
            "get_weather said: “It is rainy in Boston.”."
        )


def test_the_examples_run_as_they_are_shipped(tutorial: Tutorial) -> None:
    fleet = tutorial.fleet
    fleet.kill(tutorial.worker)
    fleet.worker(EXAMPLES)
    steps = tutorial.pause("three_steps", "foo")
    refund = json.loads((EXAMPLES / "refunds.jsonl").read_text().splitlines()[6])
    desk = tutorial.pause("refund_desk", refund)
    fleet.answer(*fleet.requests(steps["id"]), "baz")
    fleet.answer(*fleet.requests(desk["id"]), {"decision": "approve"})
    assert fleet.wait(steps["id"])["result"] == "foo bar baz qux"
    outcome = fleet.wait(desk["id"])["result"]
    assert (outcome["id"], outcome["payment"]["amount"]) == (refund["id"], refund["amount"])
    assert f"we have paid back {refund['amount']:g} {refund['currency']}." in outcome["letter"]
