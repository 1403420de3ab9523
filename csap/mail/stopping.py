"""The link that stops the mails of one topic for one person: signed, and good without a sign-in."""

from itsdangerous import BadSignature, URLSafeSerializer

from csap.model.mail import Topic

SALT = "mail-stop"


def sign(key: str, person_id: int, topic: Topic) -> str:
    return URLSafeSerializer(key, salt=SALT).dumps([person_id, topic.value])


def read(key: str, token: str) -> tuple[int, Topic] | None:
    """Whose mails of which topic; None for what was not signed here."""
    try:
        person_id, topic = URLSafeSerializer(key, salt=SALT).loads(token)
    except BadSignature:
        return None
    return int(person_id), Topic(topic)
