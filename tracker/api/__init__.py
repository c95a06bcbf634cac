"""The JSON API for dashboards (/api/v1)."""

from ninja import NinjaAPI

api = NinjaAPI(title="承诺追踪 API", version="1.0.0", docs_url="/docs")
