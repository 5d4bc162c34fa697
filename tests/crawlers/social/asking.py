"""Pages and answers of platforms, as the tests of their readers write them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from crawlers.social.wire import Response
from platforms import PlatformRules, SocialPage

NOW = datetime(2026, 7, 20, 5, tzinfo=UTC)
RULES = PlatformRules("https://graph.facebook.com", version="v25.0", feeds="https://www.youtube.com")
SECRET = "EAAB-very-secret-0123456789"


def page(platform: str) -> SocialPage:
    return SocialPage("trang-thu", platform, "12345", "https://x.example/12345", "Thử", "community")  # type: ignore[arg-type]


def response(status: int = 200, told: object = None, **headers: str) -> Response:
    body = told if isinstance(told, bytes) else json.dumps(told if told is not None else {}).encode()
    return Response(status, tuple((name.replace("_", "-"), value) for name, value in headers.items()), body)
