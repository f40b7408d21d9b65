# Lets `flask …` work from the repo's root with nothing else set.
FLASK_APP=bot.cli:create_app
