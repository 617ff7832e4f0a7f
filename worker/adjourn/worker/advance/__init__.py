"""The heart: claim a job, look where its thread stands, run its graph, record what came of it."""
