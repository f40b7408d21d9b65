# Lets `flask …` work from the repo's root with nothing else set.
FLASK_APP=bot.app:create_app
