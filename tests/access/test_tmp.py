import pytest

pytestmark = pytest.mark.django_db


def test_w(world):
    print(world.names)
    for who in (
        "owner",
        "lapsed",
        "signed",
        "regulator",
        "guest",
        "invited",
        "maker_out",
        "stranger",
        "finder",
        "deactivated",
    ):
        r = world.browser(who).get(world.path("/cases/{case}"))
        print(who, r.status_code)
