"""Values that are refused: what is set (the wrong one last), and part of what is said."""

from __future__ import annotations

from config import connections, env, logs, secret, site

KEY = "k" * 40
SECONDS = "give a whole number from 1 to 86400"

REFUSED: list[tuple[dict[str, str], str]] = [
    ({"SECRET_KEY": "short-hunter2"}, "too short, give at least 32 characters"),
    ({"DATABASE_URL": "postgres://u:hunter2@db/x", "SECRET_KEY": ""}, "although DATABASE_URL is"),
    ({"SECRET_KEY": KEY, "DATABASE_URL": "tracker"}, "give postgres://user:password@host:5432"),
    ({"SECRET_KEY": KEY, "DATABASE_URL": "mongodb://x/hunter2"}, "or sqlite:////path"),
    ({"SECRET_KEY": KEY, "DATABASE_URL": "://"}, "give postgres://"),
    ({"SECRET_KEY": KEY, "DATABASE_URL": "postgres://u:hunter2@db"}, "give postgres://"),
    ({"SECRET_KEY": KEY, "DATABASE_URL": "postgres://u:hunter2@db:port/x"}, "give postgres://"),
    ({"SECRET_KEY": KEY, "DATABASE_URL": "postgres://u:hunter2/a@db:5432/x"}, "percent-encoded"),
    ({"SECRET_KEY": KEY, "DATABASE_URL": "postgres://u:hunter2#a@db:5432/x"}, "percent-encoded"),
    ({"REDIS_URL": "amqp://u:hunter2@h"}, "give redis://"),
    ({"REDIS_URL": "h:6379"}, "give redis://"),
    ({"REDIS_URL": "redis://:hunter2@h:x/0"}, "give redis://"),
    ({"REDIS_URL": "redis://:hunter2@h:6379/tracker"}, "give redis://"),
    ({"REDIS_URL": "redis://"}, "give redis://"),
    ({"EMAIL_URL": "mail.example.cn:587"}, "give smtp+tls://"),
    ({"EMAIL_URL": "imap://u:hunter2@h"}, "give smtp+tls://"),
    ({"EMAIL_URL": "smtp://"}, "give smtp+tls://"),
    ({"EMAIL_URL": "smtp+tls://u:hunter2@h:mail"}, "give smtp+tls://"),
    ({"EMAIL_URL": "smtp+tls://u:hunter2#@h:587"}, "percent-encoded"),
    ({"METRICS_TOKEN": "hunter2"}, "give at least 16 characters"),
    ({"METRICS_TOKEN": "十六个字的暗号用汉字写成也不行的呀"}, "letters and digits"),
    ({"DATA_DIR": "/dev/null"}, "/dev/null is not a folder"),
    ({"DATA_DIR": "/dev/null/var"}, "/dev/null is not a folder"),
    ({"ALLOWED_HOSTS": "*"}, '"*" is no host name'),
    ({"ALLOWED_HOSTS": "a.example,https://b.example"}, '"https://b.example" is no host name'),
    ({"ALLOWED_HOSTS": "a.example:443"}, "without scheme and port"),
    ({"ALLOWED_HOSTS": "a.example b.example"}, "divided by commas"),
    ({"CSRF_TRUSTED_ORIGINS": "a.example"}, "give ones like https://"),
    ({"CSRF_TRUSTED_ORIGINS": "https://a.example/path"}, '"https://a.example/path" is no origin'),
    ({"SITE_URL": "tracker.example.cn"}, 'SITE_URL is "tracker.example.cn": give a whole address'),
    ({"SITE_URL": "ftp://tracker.example.cn"}, "give a whole address"),
    ({"SITE_URL": "https://tracker.example.cn/?a=b"}, "give a whole address"),
    ({"SITE_URL": "https://[tracker"}, "give a whole address"),
    ({"HTTPS": "always"}, 'HTTPS is "always": give 1 or 0.'),
    ({"DEBUG": "ja"}, "give 1 or 0"),
    ({"DEBUG": "1", "HTTPS": "1"}, "HTTPS and DEBUG are both set"),
    ({"DEFAULT_FROM_EMAIL": "周报"}, "give an address"),
    ({"DEFAULT_FROM_EMAIL": "周报 <a@>"}, "give an address"),
    ({"DEFAULT_FROM_EMAIL": "a@example.cn\nBcc: b@example.cn"}, "give an address"),
    ({"DOCUMENT_MEGABYTES": "fifty"}, 'DOCUMENT_MEGABYTES is "fifty": give a whole number'),
    ({"DOCUMENT_MEGABYTES": "0"}, "from 1 to 1000"),
    ({"DOCUMENT_MEGABYTES": "1001"}, "from 1 to 1000"),
    ({"DISK_FREE_MEGABYTES": "-1"}, "from 0 to"),
    ({"DISK_FREE_MEGABYTES": "1.5"}, "give a whole number"),
    ({"LEASE_SECONDS": "0"}, SECONDS),
    *(
        ({name: wrong}, f'{name} is "{wrong}": give a number from 0 to 1')
        for name in ("SECOND_REVIEW_SHARE", "BULK_CONFIDENCE")
        for wrong in ("1.5", "-0.1", "5%", "nan", "1e-3", "half")
    ),
    ({"REVIEW_DAYS": "0"}, "from 1 to 366"),
    ({"REVIEW_WARNING_DAYS": "400"}, "from 0 to 366"),
    ({"LEASE_SECONDS": "5m"}, SECONDS),
    ({"SWEEP_SECONDS": "-60"}, SECONDS),
    ({"SWEEP_SECONDS": "六十"}, SECONDS),
    ({"CANARY_SECONDS": "0"}, SECONDS),
    ({"CANARY_SECONDS": "9" * 5000}, SECONDS),
    ({"CANARY_PATIENCE_SECONDS": "soon"}, SECONDS),
    ({"CANARY_SECONDS": "30", "CANARY_PATIENCE_SECONDS": "30"}, "CANARY_SECONDS, which is 30"),
    ({"NUM_PROXIES": "-1"}, "from 0 to 9"),
    ({"API_REQUESTS_PER_MINUTE": "0"}, "from 1 to 1000000"),
    ({"CORS_ALLOWED_ORIGINS": "screen.example.cn"}, "is no origin, give ones like https://"),
    ({"CORS_ALLOWED_ORIGINS": "https://screen.example.cn/page"}, "is no origin"),
    ({"LOG_LEVEL": "loud"}, "give DEBUG, INFO, WARNING, ERROR or CRITICAL"),
    ({"LOG_FORMAT": "xml"}, 'LOG_FORMAT is "xml": give line or json.'),
]


def read_all() -> None:
    """Whatever config.settings reads, in its order."""
    env.flag("DEBUG")
    secret.secret_key()
    site.allowed_hosts()
    site.trusted_origins()
    site.cors_origins()
    env.whole("NUM_PROXIES", least=0, most=9)
    env.whole("API_REQUESTS_PER_MINUTE", most=1_000_000)
    site.site_url()
    env.data_dir()
    connections.database()
    env.whole("DOCUMENT_MEGABYTES", most=1000)
    env.share("SECOND_REVIEW_SHARE")
    env.whole("REVIEW_DAYS", most=366)
    env.whole("REVIEW_WARNING_DAYS", least=0, most=366)
    env.share("BULK_CONFIDENCE")
    env.whole("LEASE_SECONDS", most=env.DAY)
    env.whole("SWEEP_SECONDS", most=env.DAY)
    env.patience()
    env.whole("DISK_FREE_MEGABYTES", least=0, most=10_000_000)
    secret.metrics_token()
    connections.email()
    connections.sender()
    site.https()
    connections.broker()
    logs.logging_settings()
