"""Django settings: what is the same everywhere. What differs comes through config.env."""

from __future__ import annotations

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Exchange, Queue

from config import connections, env, logs, secret, site

DEBUG = env.flag("DEBUG")
SECRET_KEY = secret.secret_key()
ALLOWED_HOSTS = site.allowed_hosts()
CSRF_TRUSTED_ORIGINS = site.trusted_origins()
SITE_URL = site.site_url()
DATA_DIR = env.DATA_DIR

INSTALLED_APPS = [
    "tracker.apps.TrackerConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "corsheaders",
    "csp",
    "ninja",
]

MIDDLEWARE = [
    "config.requests.RequestIds",
    "tracker.health.pages.HealthPages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "tracker.api.delivery.DeliveryMiddleware",
    "tracker.api.middleware.ProblemMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": connections.database()}
CACHES = connections.caches()
AUTH_USER_MODEL = "tracker.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("英文"))]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DOCUMENT_MEGABYTES = env.whole("DOCUMENT_MEGABYTES", most=1000)
DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000_000
DATA_UPLOAD_MAX_NUMBER_FILES = 1000  # at once: a county hands in some hundreds

SECOND_REVIEW_SHARE = env.share("SECOND_REVIEW_SHARE")
REVIEW_DAYS = env.whole("REVIEW_DAYS", most=366)
REVIEW_WARNING_DAYS = env.whole("REVIEW_WARNING_DAYS", least=0, most=366)
BULK_CONFIDENCE = env.share("BULK_CONFIDENCE")

EXPORT_ROWS = 100_000  # a longer list is written by a worker

LEASE_SECONDS = env.whole("LEASE_SECONDS", most=env.DAY)
SWEEP_SECONDS = env.whole("SWEEP_SECONDS", most=env.DAY)
CANARY_SECONDS, CANARY_PATIENCE_SECONDS = env.patience()
DISK_FREE_MEGABYTES = env.whole("DISK_FREE_MEGABYTES", least=0, most=10_000_000)
METRICS_TOKEN = secret.metrics_token()

vars().update(connections.email())
DEFAULT_FROM_EMAIL = connections.sender()

NUM_PROXIES = env.whole("NUM_PROXIES", least=0, most=9)
API_REQUESTS_PER_MINUTE = env.whole("API_REQUESTS_PER_MINUTE", most=1_000_000)
# The pages of others may ask the API, with a key and never with our cookies.
CORS_ALLOWED_ORIGINS = site.cors_origins()
CORS_URLS_REGEX = r"^/api/v1/"
CORS_ALLOW_METHODS = ["GET", "POST", "OPTIONS"]
CORS_ALLOW_HEADERS = [
    *("accept", "accept-language", "authorization", "content-type"),
    *("idempotency-key", "if-none-match"),
]
CORS_EXPOSE_HEADERS = ["ETag", "Retry-After", "Content-Disposition"]

# Nothing comes from elsewhere, and nothing inline runs.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

if site.https():
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# Rows hold the state and Celery only wakes them: a message may come twice or never.
CELERY_BROKER_URL = connections.broker()
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# One broker may serve several installations: the queues' names are ours. What beat sends must
# not wait behind ten thousand wake-ups; a worker takes from both in turn.
CELERY_TASK_DEFAULT_QUEUE = "tracker"
# What goes to the third is published: it reaches every worker that listens at that moment, and
# nothing of it is kept. (Not kombu's Broadcast: whoever sends to one never declares it.)
CELERY_TASK_QUEUES = [
    *(Queue(name, routing_key=name) for name in ("tracker", "tracker.beat")),
    Queue("tracker.everyone", Exchange("tracker.everyone", type="fanout"), no_ack=True),
]
CELERY_TASK_ROUTES = {
    **{
        f"tracker.tasks.{name}": {"queue": "tracker.beat"}
        for name in ("sweep", "sweep_tallies", "canary", "send_due_digests")
    },
    "tracker.tasks.roll_call": {"queue": "tracker.everyone"},
}
# The longest task reads a scan: 60 s for its text layer, 30 min for its pages (documents.Limits).
# Whatever goes on for longer hangs, and its process is killed; the row's attempts are counted.
CELERY_TASK_TIME_LIMIT = 40 * 60
# A process that has grown is replaced after its task: about 160 MB when it is warm.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 500_000  # kB
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Seconds until an unacknowledged message is delivered again: it may first wait for the task
    # before it and then take as long itself.
    "visibility_timeout": 2 * CELERY_TASK_TIME_LIMIT + 600,
    # Who sends looks for the broker twice, at once: an upload must not hang on one that is down.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "socket_connect_timeout": 3,
    "socket_timeout": 30,
    "health_check_interval": 30,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULER = "config.beat:BeatingScheduler"
# What has changed since the last count is counted with every question: soon, so that it is little.
TALLY_SECONDS = 15.0
# One that could not be run before the next is due is of no use any more.
CELERY_BEAT_SCHEDULE = {
    name: {"task": f"tracker.tasks.{task}", "schedule": pause, "options": {"expires": pause}}
    for name, task, pause in (
        ("send-digests", "send_due_digests", 600.0),
        ("sweep", "sweep", float(SWEEP_SECONDS)),
        ("sweep-tallies", "sweep_tallies", TALLY_SECONDS),
        ("canary", "canary", float(CANARY_SECONDS)),
        ("roll-call", "roll_call", float(CANARY_SECONDS)),
    )
}

LOGGING = logs.logging_settings()
