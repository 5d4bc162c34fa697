"""The address of an article, in the shape of its outlet's family."""

from zlib import crc32

from demo.press import Story


def number(story: Story, low: int, high: int) -> int:
    """A number between low and high that stays the same for the article."""
    return low + crc32(f"{story.article.outlet}/{story.article.id}".encode()) % (high - low)


def stamp(story: Story) -> str:
    """Fourteen digits of the hour of publication and three of the article."""
    return f"{story.published:%Y%m%d%H%M%S}{number(story, 100, 999)}"


def path_of(story: Story, family: str) -> str:
    """The path of the article on its outlet's host."""
    name, section = story.article.id, story.article.section
    folder = f"/{section}/{story.published:%Y%m}"
    shapes = {
        "vccorp": f"/{name}-185{stamp(story)[2:]}.htm",
        "onecms": f"/{name}-post{number(story, 100_000, 999_999)}.html",
        "vnexpress": f"/{name}-{number(story, 4_000_000, 4_999_999)}.html",
        "vietnamnet": f"/{name}-{number(story, 2_000_000, 2_999_999)}.html",
        "dantri": f"/{section}/{name}-{stamp(story)}.htm",
        "tuyenquang": f"{folder}/{name}-{number(story, 100_000, 999_999)}/",
    }
    return shapes[family]


def picture_path(story: Story) -> str:
    """The path of the article's picture."""
    return f"/anh/{story.article.id}.svg"
