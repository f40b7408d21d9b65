# The product in one image; compose.yaml says which of the Procfile's lines each container runs.
FROM python:3.11.14-slim-bookworm

WORKDIR /srv/outreach
RUN useradd --system --home-dir /srv/outreach outreach && install -d -o outreach -m 700 /backups

COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

# The code belongs to root: what runs it cannot change it, and writes nothing but backups.
COPY . .
RUN python -m compileall -q .

USER outreach
EXPOSE 8000
CMD ["env", "MALLOC_ARENA_MAX=2", "PGAPPNAME=outreach-web", "gunicorn", "bot.app:create_app()"]
