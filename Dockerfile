FROM python:3.13-slim
WORKDIR /adjourn
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY models models
COPY worker worker
COPY scheduler scheduler
COPY inbox inbox
COPY notify notify
COPY admin admin
RUN pip install --no-cache-dir --constraint constraints.txt '.[inbox,notify,otel]'
# The project with langgraph.json; mount your own here.
COPY examples /project
ENV ADJOURN_PROJECT=/project
USER nobody
