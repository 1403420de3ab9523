"""What a letter's headers say on the wire is what was meant."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest

from csap.mail.envelope import ENVELOPE

STOP = "<https://csap.example/mail/stop/WzEyMzQ1NiwicmV2aWV3Il0.BhYZ-OVAS2NF33fsqut9mE5YkMYBhYZ-OVAS2NF33fsqut9mE5YkMY>"
SUBJECTS = (
    "EUCAP Zalmara has posted something that overlaps with your “Théodore LACASSOIRE”.",
    "EUCAP a publié un élément qui recoupe votre « العقيد إدريس بلخروب » à Fort-Lamarque, près de l’école, été.",
    "Plain words only, and so many of them that the line has to be folded somewhere before its end",
    "Short",
)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_is_read_as_it_was_written(subject):
    mail = EmailMessage(policy=ENVELOPE)
    mail["Subject"] = subject
    mail.set_content("x")
    sent = mail.as_bytes(policy=ENVELOPE.clone(linesep="\r\n"))
    assert message_from_bytes(sent, policy=SMTP)["Subject"] == subject
    assert max(len(line) for line in sent.split(b"\r\n")) <= 78


def test_the_address_that_stops_mails_is_no_coded_word():
    mail = EmailMessage(policy=ENVELOPE)
    mail["List-Unsubscribe"] = STOP
    mail.set_content("x")
    assert f"List-Unsubscribe: {STOP}\n".encode() in mail.as_bytes()
    assert message_from_bytes(mail.as_bytes(), policy=default)["List-Unsubscribe"] == STOP
