"""Django's settings, all from the environment with defaults that suit one machine."""

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from entregent.config.environment import data_folder, database, sealing_keys, signing_key

PACKAGE = Path(__file__).resolve().parent.parent
DEBUG = os.environ.get("ENTREGENT_DEBUG") == "1"
SECRET_KEY = signing_key()
SEALING_KEYS = sealing_keys()  # of what is sealed in the database: the first seals, all open (access.sealing)
PUBLIC_URL = os.environ.get("ENTREGENT_URL", "http://localhost:8000")
ALLOWED_HOSTS = os.environ.get("ENTREGENT_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# The rooms, from the ground up (docs/ARCHITECTURE.md): a room is imported only by those after it.
ROOMS = [
    "entregent.looks",
    "entregent.jobs",
    "entregent.journal",
    "entregent.brands",
    "entregent.access",
    "entregent.rest",
    "entregent.files",
    "entregent.calendar",
    "entregent.people",
    "entregent.routing",
    "entregent.understanding",
    "entregent.speech",
    "entregent.conversations",
    "entregent.knowledge",
    "entregent.tickets",
    "entregent.callbacks",
    "entregent.rights",
    "entregent.deflections",
    "entregent.tracking",
    "entregent.scenarios",
    "entregent.channels.mail",
    "entregent.channels.chat",
    "entregent.channels.visual_ivr",
    "entregent.channels.script",
    "entregent.channels.sms",
    "entregent.channels.voice",
    "entregent.webhooks",
    "entregent.desk",
    "entregent.supervision",
    "entregent.studio",
    "entregent.portal",
    "entregent.glossary",
    "entregent.demo",
]
ROOM_FOLDERS = [PACKAGE.joinpath(*room.split(".")[1:]) for room in ROOMS]
INSTALLED_APPS = [
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "ninja",  # for the static files of its documentation pages
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    # The editor of pages (knowledge): docs/decisions/0013
    "wagtail.contrib.simple_translation",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "entregent.access.web.middleware.StaffScope",
]
FORM_RENDERER = "entregent.looks.renderer.LooksRenderer"
ROOT_URLCONF = "entregent.config.urls"
WSGI_APPLICATION = "entregent.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [folder / "web" / "templates" for folder in ROOM_FOLDERS],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "entregent.access.web.context.staff",
                "entregent.desk.web.context.shell",
                "entregent.studio.web.context.settings_nav",
            ],
        },
    }
]

_address = database(os.environ.get("ENTREGENT_DATABASE_ROLE", "app"))
DATABASES = {
    "default": {
        "ENGINE": "entregent.config.engine",
        "HOST": _address.host,
        "PORT": _address.port,
        "NAME": _address.name,
        "USER": _address.user,
        "PASSWORD": _address.password,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "application_name": os.environ.get("ENTREGENT_PROCESS", "entregent"),
            "server_side_binding": True,
            "prepare_threshold": 5,  # times that a connection runs a statement before the server keeps its plan
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_ON_APP_READY = "entregent.jobs.app.configure"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
USE_TZ = True
TIME_ZONE = "Europe/Paris"

STATICFILES_DIRS = [folder / "web" / "static" for folder in ROOM_FOLDERS if (folder / "web" / "static").is_dir()]
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("ENTREGENT_STATIC", data_folder() / "static"))
MEDIA_ROOT = Path(os.environ.get("ENTREGENT_FILES", data_folder() / "files"))
RECORDINGS = Path(os.environ.get("ENTREGENT_RECORDINGS", data_folder() / "recordings"))  # of calls; machines share the folder
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": MEDIA_ROOT}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
if os.environ.get("ENTREGENT_S3_BUCKET"):  # credentials and address: boto3's own variables
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": os.environ["ENTREGENT_S3_BUCKET"], "default_acl": "private", "querystring_auth": True},
    }
if DEBUG or os.environ.get("ENTREGENT_TESTING"):
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

AUTH_USER_MODEL = "access.Staff"
AUTHENTICATION_BACKENDS = ["entregent.access.web.sessions.StaffBackend"]
SESSION_ENGINE = "entregent.access.web.sessions"
if os.environ.get("ENTREGENT_TESTING"):  # a slow digest is for real passwords
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "entregent.access.web.accounts.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # staff are invited by an administrator; nobody signs up
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a stranger's address gets no mail from the sign-in page
# A whole site of agents comes from one address; an account is what guessing is limited on.
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,5/5m/key", "login": "300/m/ip"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "entregent.access.web.forms.SignInForm",
    "reset_password": "entregent.access.web.forms.ForgottenPasswordForm",
    "reset_password_from_key": "entregent.access.web.forms.PasswordByLinkForm",
    "change_password": "entregent.access.web.forms.OtherPasswordForm",
    "set_password": "entregent.access.web.forms.NewPasswordForm",
    "reauthenticate": "entregent.access.web.forms.PasswordAgainForm",
}
SECOND_FACTOR_DEMANDED = os.environ.get("ENTREGENT_SECOND_FACTOR") == "1"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PUBLIC_URL.startswith("http://")
MFA_TOTP_ISSUER = "Entregent"
MFA_ADAPTER = "entregent.access.web.accounts.SealedFactorsAdapter"
MFA_FORMS = {
    "authenticate": "entregent.access.web.accounts.AuditedCode",
    "reauthenticate": "entregent.access.web.accounts.AuditedCodeAgain",
    "activate_totp": "entregent.access.web.forms.SetUpAppForm",
    "add_webauthn": "entregent.access.web.forms.NewKeyForm",
    "edit_webauthn": "entregent.access.web.forms.RenamedKeyForm",
}
USERSESSIONS_ADAPTER = "entregent.access.web.accounts.StaffSessionsAdapter"
SOCIALACCOUNT_ADAPTER = "entregent.access.web.single_sign_on.StaffOnly"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": []}}
SSO_VOUCHES_FOR_ADDRESSES = os.environ.get("ENTREGENT_OIDC_TRUSTED") == "1"  # some providers never say that one is verified
if os.environ.get("ENTREGENT_OIDC_URL"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": "sso",
            "name": os.environ.get("ENTREGENT_OIDC_NAME", "SSO"),
            "client_id": os.environ["ENTREGENT_OIDC_CLIENT"],
            "secret": os.environ["ENTREGENT_OIDC_SECRET"],
            "settings": {"server_url": os.environ["ENTREGENT_OIDC_URL"]},
        }
    ]

_https = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31536000 if _https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
if os.environ.get("ENTREGENT_BEHIND_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

WAGTAIL_SITE_NAME = "Entregent"
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_ENABLE_UPDATE_CHECK = False  # nothing is asked of anybody outside
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILIMAGES_RENDITION_STORAGE = "entregent.knowledge.pictures.Pictures"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000  # a small file may unfold into memory that a process does not have
WAGTAILDOCS_EXTENSIONS = [
    "csv", "docx", "gif", "ics", "jpeg", "jpg", "odp", "ods", "odt", "pdf", "png", "pptx", "rtf", "txt", "webp", "xlsx", "zip",
]  # fmt: skip
WAGTAILDOCS_MAX_UPLOAD_SIZE = 25 * 1024 * 1024

CHAT_REQUESTS_PER_MINUTE = int(os.environ.get("ENTREGENT_CHAT_REQUESTS_PER_MINUTE", "1200"))  # of the widgets at one address
VOICE_ICE_SERVERS = os.environ.get("ENTREGENT_ICE_SERVERS", "").split()  # stun:… or turn:…, for browsers
VOICE_TURN_SECRET = os.environ.get("ENTREGENT_TURN_SECRET", "")  # shared with the TURN server: passes that last some hours
VOICE_ANNOUNCED = os.environ.get("ENTREGENT_VOICE_ANNOUNCED", "")  # the address by which others reach the process of calls
REST_REQUESTS_PER_MINUTE = int(os.environ.get("ENTREGENT_API_REQUESTS_PER_MINUTE", "60000"))  # of one key
WEBHOOKS_MAY_REACH_PRIVATE_ADDRESSES = os.environ.get("ENTREGENT_WEBHOOKS_PRIVATE") == "1"
GENERATIVE = {  # a provider that speaks OpenAI's protocol (understanding.provider); none: nothing is missing
    "url": os.environ.get("ENTREGENT_GENERATIVE_URL", ""),
    "model": os.environ.get("ENTREGENT_GENERATIVE_MODEL", ""),
    "key": os.environ.get("ENTREGENT_GENERATIVE_KEY", ""),
    "mask": os.environ.get("ENTREGENT_GENERATIVE_MASK", "1") == "1",
    "daily_tokens": int(os.environ.get("ENTREGENT_GENERATIVE_DAILY_TOKENS", "200000")),  # of one brand
    "seconds": float(os.environ.get("ENTREGENT_GENERATIVE_SECONDS", "20")),
}
SPEECH = {
    "folder": Path(os.environ.get("ENTREGENT_SPEECH", data_folder() / "speech")),  # prompts that were said, models
    "passing_megabytes": int(os.environ.get("ENTREGENT_SPEECH_PASSING_MB", "200")),  # prompts that concern one caller
    "threads": int(os.environ.get("ENTREGENT_SPEECH_THREADS", "1")),  # of a model that speaks or hears
    "voice": {  # a provider that speaks OpenAI's protocol (speech.provider); none: nothing is missing
        "url": os.environ.get("ENTREGENT_TTS_URL", ""),
        "model": os.environ.get("ENTREGENT_TTS_MODEL", "tts-1"),
        "voice": os.environ.get("ENTREGENT_TTS_VOICE", "alloy"),
        "key": os.environ.get("ENTREGENT_TTS_KEY", ""),
        "seconds": float(os.environ.get("ENTREGENT_TTS_SECONDS", "20")),
    },
    "ear": {
        "url": os.environ.get("ENTREGENT_STT_URL", ""),
        "model": os.environ.get("ENTREGENT_STT_MODEL", "whisper-1"),
        "key": os.environ.get("ENTREGENT_STT_KEY", ""),
        "seconds": float(os.environ.get("ENTREGENT_STT_SECONDS", "60")),
    },
}
SCENARIOS_MAY_REACH_PRIVATE_ADDRESSES = os.environ.get("ENTREGENT_CONNECTORS_PRIVATE") == "1"
SMS_MAY_REACH_PRIVATE_ADDRESSES = os.environ.get("ENTREGENT_SMS_PRIVATE") == "1"
SCENARIOS_CONNECTOR_HOSTS = frozenset(filter(None, os.environ.get("ENTREGENT_CONNECTOR_HOSTS", "").split(",")))  # none: any
CACHES = {
    "default": {
        "BACKEND": "entregent.access.shared_cache.SharedCache"
    },  # allauth's limits: they hold for all processes together
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("ENTREGENT_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = int(os.environ.get("ENTREGENT_SMTP_PORT", "25"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("ENTREGENT_FROM", "entregent@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "entregent.config.logs.Line", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django.security.DisallowedHost": {"level": "CRITICAL"}},  # strangers' requests, a trace each
    "root": {"handlers": ["console"], "level": os.environ.get("ENTREGENT_LOG", "WARNING")},
}
