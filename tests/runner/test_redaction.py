"""Secrets that become known while a run goes on."""

from evalkit.runner.redaction import RenewedSecrets


def test_what_is_learnt_later_is_kept_out_too() -> None:
    known = ["first-secret"]
    redactor = RenewedSecrets(lambda: tuple(known))
    assert redactor.text("first-secret second-secret") == "REDACTED second-secret"
    assert not redactor.suspects("second-secret")
    known.append("second-secret")
    assert redactor.suspects("second-secret")
    assert redactor.text("first-secret second-secret") == "REDACTED REDACTED"
    known.append("third-secret")
    assert redactor.document({"third-secret": ["a third-secret"]}) == {"REDACTED": ["a REDACTED"]}
