"""Answers that are walls, and answers that only look like one; all but the last lists were written before the code."""

from dataclasses import dataclass

from crawlers.walls import wall_of

ADDRESS = "https://bao.vn/tin-tuc-trong-ngay-123456.html"
SENTENCE = "Chính quyền xã Hàm Yên cùng người dân sửa lại tuyến đường liên thôn sau trận mưa lớn cuối tuần qua. "
LATIN = "The commune and its people mended the road between the villages after the heavy rain of last weekend. "
BEACON = (
    '<script defer src="https://static.cloudflareinsights.com/beacon.min.js" data-cf-beacon=\'{"token":"x"}\'></script>'
    "<script>(function(){window['__CF$cv$params']={r:'8',t:'MTc='};var a=document.createElement('script');"
    "a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js';document.head.appendChild(a)})();</script>"
)


@dataclass(frozen=True)
class Case:
    """An answer as it comes, and what it is; status 200 and an HTML page unless it says otherwise."""

    name: str
    expected: str | None
    body: str
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    asked: str = ADDRESS
    answered: str = ADDRESS
    kind: str = "page"

    def wall(self) -> str | None:
        return wall_of(
            status=self.status, headers={"Content-Type": self.content_type, **dict(self.headers)},
            body=self.body.encode(), asked=self.asked, answered=self.answered, kind=self.kind,
        )  # fmt: skip


def page(text, title="Tin tức", head="", more=""):
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{text}{more}</body></html>"
    )


def article(text, title="Xã Hàm Yên sửa đường", sentences=25, head="", more="", sentence=SENTENCE):
    paragraphs = "".join(f"<p>{sentence * 5}</p>" for _ in range(sentences // 5))
    return page(f"<h1>{title}</h1><p>{text}</p>{paragraphs}", title, head, more)


CHALLENGES = [
    Case(
        "d1n-cookie-and-reload", "challenge",
        '<html><body><script>document.cookie="D1N=6f1c2a;expires=Fri, 31-Dec-2037 23:55:55 GMT;path=/";'
        "window.location.reload(true);</script></body></html>",
    ),
    Case(
        "cookie-and-reload-as-a-feed", "challenge",
        '<script>document.cookie = "visited=1a2b3c; path=/"; location.reload();</script>',
        content_type="text/html", kind="feed",
    ),
    Case(
        "cookie-and-href", "challenge",
        '<html><head><script src="/aes.min.js"></script></head><body><script>function toNumbers(d){return d}'
        'document.cookie="__test="+toHex(slowAES.decrypt(c,2,a,b))+"; path=/";location.href="https://bao.vn/?i=1";'
        "</script><noscript>This site requires Javascript to work, please enable Javascript in your browser</noscript>"
        "</body></html>",
    ),
    Case("cloudflare-header", "challenge", "<html></html>", 403, headers=(("CF-Mitigated", "challenge"),)),
    Case(
        "cloudflare-just-a-moment", "challenge",
        page(
            "<noscript><div>Enable JavaScript and cookies to continue</div></noscript>", "Just a moment...",
            more="<script>window._cf_chl_opt={cvId:'3',cZone:'bao.vn'};var a=document.createElement('script');"
            "a.src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray=8';</script>",
        ), 403,
    ),
    Case(
        "cloudflare-in-vietnamese", "challenge",
        page(
            "<h1>bao.vn</h1><p>Xác minh bạn là con người bằng cách hoàn thành thao tác bên dưới.</p>"
            "<p>bao.vn cần xem lại tính bảo mật của kết nối của bạn trước khi tiếp tục.</p>", "Chờ một chút...",
            more="<script src='/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1'></script>",
        ), 503,
    ),
    Case(
        "checking-your-browser", "challenge",
        page(
            "<h1>Checking your browser before accessing bao.vn.</h1><p>This process is automatic. Your browser will "
            "redirect to your requested content shortly.</p><p>Please allow up to 5 seconds…</p>", "Please wait",
        ), 503,
    ),
    Case(
        "ddos-guard", "challenge",
        page(
            "<h1>Checking your browser before accessing bao.vn</h1><p>Please wait a few seconds.</p>", "DDoS-Guard",
            head="<script src='/.well-known/ddos-guard/js-challenge/index.js'></script>",
        ), 403, headers=(("Server", "ddos-guard"),),
    ),
    Case(
        "sucuri-script", "challenge",
        "<html><title>You are being redirected...</title><noscript>Javascript is required. Please enable javascript "
        "before you are allowed to see this page.</noscript><script>var s={},u,c,U,r,i,l=0,a,e=eval,w=String."
        "fromCharCode,sucuri_cloudproxy_js='',S='cz0iZ';</script></html>",
    ),
    Case(
        "incapsula", "challenge",
        '<html style="height:100%"><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW"></head><body><iframe '
        'id="main-iframe" src="/_Incapsula_Resource?SWUDNSAI=31&xinfo=9">Request unsuccessful. Incapsula incident ID: '
        "1234000-5678</iframe></body></html>",
    ),
    Case(
        "akamai-bot-manager", "challenge",
        '<html><head><meta http-equiv="refresh" content="5; URL=\'/?bm-verify=AAQAAAAJ\'"></head><body><div '
        'id="sec-if-cpt-container"></div><script src="/_sec/cp_challenge/sec-cpt-3-1.js"></script></body></html>', 428,
    ),
    Case(
        "bunkerweb", "challenge",
        page(
            "<p>Please wait while we check if you are a Human</p><form method='post' action='/challenge'></form>",
            "Bot Detection", more="<footer>Protected by BunkerWeb</footer>",
        ),
    ),
    Case(
        "anubis", "challenge",
        page("<h1>Making sure you're not a bot!</h1><p>Loading...</p>", "Making sure you&#39;re not a bot!"),
    ),
    Case(
        "captcha-interstitial", "challenge",
        page(
            "<h2>Xác nhận</h2><p>Vui lòng xác nhận bạn không phải là người máy để tiếp tục truy cập.</p>",
            "Xác nhận truy cập", more='<form><div class="g-recaptcha" data-sitekey="6Le"></div></form>',
        ), 429,
    ),
    Case(
        "turnstile-interstitial", "challenge",
        page("<p>One more step: please verify you are human.</p><div class='cf-turnstile' data-sitekey='0x4'></div>"),
    ),
    Case(
        "datadome", "challenge",
        "<html><head><title>bao.vn</title></head><body><p id='cmsg'>Please enable JS and disable any ad blocker</p>"
        "<script>var dd={'rt':'c','cid':'AH','host':'geo.captcha-delivery.com'}</script></body></html>", 403,
    ),
    Case(
        "aws-waf", "challenge",
        "<!DOCTYPE html><html><head><title></title><script>window.awsWafCookieDomainList=[];window.gokuProps={}"
        "</script><script src='https://0a.edge.sdk.awswaf.com/0a/challenge.js'></script></head><body><div "
        "id='challenge-"
        "container'></div><noscript><h1>JavaScript is disabled</h1>In order to continue, we need to verify that you're "
        "not a robot.</noscript></body></html>", 202,
    ),
    Case(
        "challenge-in-front-of-a-listing", "challenge",
        page("<p>Đang kiểm tra trình duyệt của bạn, vui lòng đợi trong giây lát…</p>", "Vui lòng đợi"), kind="listing",
    ),
]  # fmt: skip

FORM = '<form action="/dang-nhap"><input name="user"><input type="password" name="pass"><button>Vào</button></form>'

LOGINS = [
    Case("login-address", "login-wall", page("<p>Bạn cần đăng nhập.</p>"), answered="https://bao.vn/dang-nhap?back=1"),
    Case("login-host", "login-wall", page(SENTENCE), answered="https://login.bao.vn/?returnUrl=x"),
    Case("sign-in-address", "login-wall", page(SENTENCE * 20), answered="https://bao.vn/account/signin.aspx"),
    Case("wordpress-login", "login-wall", page(FORM), answered="https://bao.vn/wp-login.php?redirect_to=x"),
    Case("password-and-no-text", "login-wall", page(f"<h1>Đăng nhập</h1>{FORM}", "Đăng nhập hệ thống")),
    Case("password-401", "login-wall", page(f"<h1>Sign in</h1>{FORM.replace(chr(34), '')}", "Sign in"), 401),
    Case("login-instead-of-a-feed", "login-wall", page(f"<h1>Đăng nhập</h1>{FORM}"), kind="feed"),
]

BLOCKS = [
    Case(
        "nginx-403",
        "block-page",
        "<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1>"
        "</center><hr><center>nginx</center></body></html>",
        403,
    ),
    Case(
        "access-denied-akamai",
        "block-page",
        "<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>\n<H1>Access "
        'Denied</H1>\n You don\'t have permission to access "http://bao.vn/" on this server.<P>\nReference #18.2f\n'
        "</BODY></HTML>",
        403,
    ),
    Case("access-denied-200", "block-page", page("<h1>Access Denied</h1><p>Your request was blocked.</p>", "Error")),
    Case("vietnamese", "block-page", page("<h1>Truy cập bị từ chối</h1><p>Mã yêu cầu: 4711</p>", "Thông báo"), 403),
    Case("address-blocked", "block-page", page("<p>IP của bạn đã bị chặn. Liên hệ quản trị viên để được hỗ trợ.</p>")),
    Case(
        "cloudflare-1020",
        "block-page",
        page(
            "<h1>Sorry, you have been blocked</h1><h2>You are unable to access bao.vn</h2><h2>Why have I "
            "been blocked?</h2>"
            "<p>This website is using a security service to protect itself from online attacks. The action you just "
            "performed triggered the security solution. There are several actions that could trigger this "
            "block including "
            "submitting a certain word or phrase, a SQL command or malformed data.</p><p>Cloudflare Ray ID: 8a</p>",
            "Attention Required! | Cloudflare",
            more=BEACON,
        ),
        403,
    ),
    Case(
        "request-rejected",
        "block-page",
        "<html><head><title>Request Rejected</title></head><body>The requested URL was "
        "rejected. Please consult with your administrator.<br><br>Your support ID is: 1234567890<br><br>"
        "<a href='javascript:history.back();'>[Go Back]</a></body></html>",
    ),
    Case(
        "fortiguard",
        "block-page",
        page(
            "<h1>FortiGuard Intrusion Prevention - Access Blocked</h1><h3>Web Page Blocked</h3><p>The page "
            "you have requested "
            "has been blocked because the URL is banned.</p>",
            "Web Filter Violation",
        ),
        403,
    ),
    Case(
        "sucuri-firewall",
        "block-page",
        page(
            "<h1>Access Denied - Sucuri Website Firewall</h1><p>If you are the site owner (or you manage "
            "this site), please "
            "whitelist your IP or if you think this block is an error please open a support "
            "ticket.</p><table><tr><td>Block "
            "ID:</td><td>GEO02</td></tr></table>",
            "Sucuri WebSite Firewall - Access Denied",
        ),
        403,
    ),
    Case(
        "cloudfront",
        "block-page",
        page(
            "<H1>403 ERROR</H1><H2>The request could not be satisfied.</H2>Request blocked. We can't "
            "connect to the server "
            "for this app or website at this time.",
            "ERROR: The request could not be satisfied",
        ),
        403,
    ),
    Case("block-instead-of-a-feed", "block-page", page("<p>Your IP address has been blocked.</p>"), kind="feed"),
    Case("isp", "block-page", page("<p>Website này đã bị chặn theo yêu cầu của cơ quan chức năng.</p>", "Thông báo")),
    Case(
        "without-content-type", "block-page", "<html><title>Access Denied</title>Access Denied</html>", content_type=""
    ),
]

MAINTENANCE = [
    Case("maintenance-503", "maintenance", page("<h1>Hệ thống đang bảo trì</h1><p>Mời quay lại sau.</p>"), 503),
    Case(
        "maintenance-200",
        "maintenance",
        page("<p>Website đang được bảo trì, nâng cấp. Mong quý độc giả thông cảm.</p>"),
    ),
    Case("maintenance-english", "maintenance", page("<p>We'll be back soon!</p>", "Site under maintenance"), 503),
]

FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>Access denied</title></channel></rss>'

LOOKALIKES = [
    Case("ordinary-article", None, article("Tin vắn.")),
    Case(
        "article-on-hackers",
        None,
        article(
            "Trang web trả về dòng chữ “Access denied” rồi “403 Forbidden”, còn quản trị viên thấy “IP của "
            "bạn đã bị chặn”.",
            title="Tin tặc tấn công, hàng loạt trang báo “Access denied”",
        ),
    ),
    Case(
        "article-on-cloudflare",
        None,
        article(
            "Hàng triệu người chỉ thấy “Just a moment...”, “Checking your browser”, “Verify you are human”.",
            title="Cloudflare gặp sự cố: Just a moment...",
            more=BEACON,
        ),
    ),
    Case(
        "article-on-captcha",
        None,
        article("Xác nhận bạn không phải là người máy.", more='<div class="g-recaptcha"></div>'),
    ),
    Case(
        "article-on-maintenance",
        None,
        article("Hệ thống đang bảo trì từ 22 giờ.", title="Cổng dịch vụ công đang bảo trì"),
    ),
    Case(
        "article-on-log-in",
        None,
        article("Đăng nhập VNeID", title="Đăng nhập VNeID thế nào"),
        asked="https://bao.vn/dang-nhap-vneid-the-nao-123.html",
        answered="https://bao.vn/dang-nhap-vneid-the-nao-123.html",
    ),
    Case("article-with-log-in-form", None, article("Tin.", more=FORM)),
    Case("article-with-comment-captcha", None, article("Tin.", more='<form><div class="h-captcha"></div></form>')),
    Case("article-with-beacon", None, article("Tin.", more=BEACON)),
    Case(
        "article-sets-cookies-and-reloads",
        None,
        article("Tin.", more="<script>document.cookie='a=1';function f(){window.location.reload()}</script>"),
    ),
    Case(
        "short-brief-with-beacon",
        None,
        page(
            f"<h1>Sửa đường liên thôn</h1><p>{SENTENCE}</p>",
            "Sửa đường liên thôn",
            head='<meta property="og:title" content="Sửa đường"><meta property="og:type" content="article">',
            more=BEACON,
        ),
    ),
    Case(
        "short-brief-without-metadata", None, page(f"<h1>Sửa đường</h1><p>{SENTENCE * 2}</p>", "Sửa đường", more=BEACON)
    ),
    Case(
        "short-brief-on-a-block",
        None,
        page(
            f"<h1>Facebook bị chặn ở Nepal</h1><p>{SENTENCE * 6}</p>",
            "Facebook bị chặn ở Nepal",
            head='<meta property="og:type" content="article">',
        ),
    ),
    Case(
        "paywall-with-teaser",
        None,
        article(
            "Mời bạn đăng nhập để đọc tiếp bài này.", sentences=10, more=FORM, title="Bài dành cho độc giả đăng ký"
        ),
    ),
    Case(
        "video-page-with-little-text",
        None,
        page(
            "<h1>Video: Lũ về trong đêm</h1><video src='a.mp4'></video>",
            "Video: Lũ về trong đêm",
            head='<meta property="og:type" content="video.other"><meta property="og:title" content="Video">',
            more="<script>document.cookie='v=1';if(x)location.reload()</script>" + BEACON,
        ),
    ),
    Case(
        "script-driven-home-page",
        None,
        page(
            '<div id="app"></div>',
            "Báo Thử",
            head='<meta property="og:title" content="Báo"><link rel="canonical" href="/">',
            more="<script>document.cookie='a=1';location.href</script><script src='/app.js'></script>",
        ),
        kind="listing",
    ),
    Case("not-found", None, page("<h1>Không tìm thấy trang</h1><p>Trang bạn tìm không tồn tại.</p>", "404"), 404),
    Case(
        "not-found-nginx",
        None,
        "<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>",
        404,
    ),
    Case(
        "bad-gateway",
        None,
        "<html><title>502 Bad Gateway</title><body><h1>502 Bad Gateway</h1>nginx</body></html>",
        502,
    ),
    Case("feed-of-that-name", None, FEED, content_type="application/rss+xml", kind="feed"),
    Case("feed-declared-html", None, FEED, content_type="text/html", kind="feed"),
    Case(
        "sitemap",
        None,
        '<?xml version="1.0"?><urlset><url><loc>https://bao.vn/login</loc></url></urlset>',
        content_type="text/xml",
        kind="sitemap",
    ),
    Case("json", None, '{"error": "access denied", "captcha": true}', 403, content_type="application/json"),
    Case(
        "robots",
        None,
        "User-agent: *\nDisallow: /login\n# access denied for bad bots\n",
        content_type="text/plain",
        kind="robots",
    ),
    Case("robots-without-type", None, "User-agent: *\nDisallow: /forbidden\n", content_type="", kind="robots"),
    Case("empty", None, ""),
    Case("redirect", None, page("<p>Access denied</p>"), 302),
    Case("picture", None, "\x89PNG access denied <html>", content_type="image/png"),
    Case(
        "log-in-was-asked-for",
        None,
        article("Trang."),
        asked="https://bao.vn/dang-nhap",
        answered="https://bao.vn/dang-nhap/",
    ),
    Case("moved-article", None, article("Tin."), answered="https://bao.vn/thoi-su/tin-khac-99.html"),
    Case(
        "listing-with-log-in-menu",
        None,
        page("".join(f'<li><a href="/tin-{n}.html">{SENTENCE}</a></li>' for n in range(30)), "Trang chủ", more=FORM),
        kind="listing",
    ),
    Case(
        "english-article",
        None,
        article("The page said access denied.", title="Hackers: access denied", sentence=LATIN, more=BEACON),
    ),
    Case(
        "english-article-on-bots",
        None,
        article("Checking your browser, verify you are human.", title="Are you a bot?", sentence=LATIN, sentences=10),
    ),
    Case("hidden-words-in-a-script", None, article("Tin.", more="<script>var t='Access denied';</script>")),
    Case(
        "short-listing",
        None,
        page(
            f"<h1>Xã Hàm Yên</h1><ul><li><a href='/a.html'>{SENTENCE}</a></li></ul>",
            "Xã Hàm Yên",
            more="<script>document.cookie='a=1'</script>",
        ),
        kind="listing",
    ),
]

WALLS = [*CHALLENGES, *LOGINS, *BLOCKS, *MAINTENANCE]

# Written after the code, to see how it does on what it was not made for.
WALLS_SEEN_LATER = [
    Case(
        "cloudflare-1015", "block-page",
        page(
            "<h1>Error 1015</h1><h2>You are being rate limited</h2><p>The owner of this website (bao.vn) "
            "has banned you "
            "temporarily from accessing this website.</p>", "Access denied | bao.vn used Cloudflare to restrict access",
        ), 429,
    ),
    Case(
        "d1n-by-function", "challenge",
        '<html><head><script>function setCookie(c,v){document.cookie=c+"="+v+";path=/"}setCookie("D1N","ab12");'
        "window.location.href=window.location.href;</script></head><body></body></html>",
    ),
    Case("top-location", "challenge", '<script>document.cookie="k=1";top.location="/?x"</script>'),
    Case("robot-in-vietnamese", "challenge", page("<p>Hãy xác nhận bạn không phải là robot</p>", "Xác thực")),
    Case("forbidden-in-vietnamese", "block-page", page("<h1>403 - Cấm truy cập</h1>", "403 - Cấm truy cập"), 403),
    Case("too-often", "block-page", page("<p>Bạn đã truy cập quá nhiều lần, vui lòng thử lại sau.</p>"), 429),
    Case(
        "apache-403", "block-page",
        "<html><head><title>403 Forbidden</title></head><body><h1>Forbidden</h1><p>You don't have permission to access "
        "this resource.</p></body></html>", 403,
    ),
    Case(
        "mod-security", "block-page",
        "<head><title>Not Acceptable!</title></head><body><h1>Not Acceptable!</h1><p>An appropriate "
        "representation could "
        "not be found on this server. This error was generated by Mod_Security.</p></body>", 406,
    ),
    Case("wordfence", "block-page", page("<h1>Your access to this site has been limited by the site owner</h1>"), 503),
    Case("pause", "maintenance", page("<p>Hệ thống tạm ngừng để bảo trì, nâng cấp.</p>"), 503),
    Case("oauth", "login-wall", page("<p>x</p>"), answered="https://bao.vn/oauth2/authorize?x"),
]  # fmt: skip
LOOKALIKES_SEEN_LATER = [
    Case("short-brief-on-a-power-cut", None, page(
        f"<h1>Cắt điện ở Hàm Yên</h1><p>Điện lực đang bảo trì đường dây. {SENTENCE * 2}</p>", "Cắt điện ở Hàm Yên")),
    Case("brief-on-a-false-site", None, page(
        f"<h1>Cảnh báo trang giả mạo</h1><p>Trang báo “truy cập bị từ chối”. {SENTENCE * 8}</p>", "Cảnh báo")),
    Case("gallery", None, page("<h1>Ảnh: Lễ hội</h1>" + "<img src=a>" * 30, "Ảnh: Lễ hội", more=BEACON)),
    Case("contact", None, page("<h1>Liên hệ</h1><form><input><div class='g-recaptcha'></div></form>", "Liên hệ")),
    Case("moved-to-the-home-page", None, article("Tin.", sentences=15), answered="https://bao.vn/"),
    Case("server-error", None, "<h1>Server Error in '/' Application.</h1><h2>Runtime Error</h2>", 500),
]  # fmt: skip
WALLS += WALLS_SEEN_LATER
LOOKALIKES += LOOKALIKES_SEEN_LATER
