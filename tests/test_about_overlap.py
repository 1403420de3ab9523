"""The page that says how overlaps are found."""


def test_everyone_reads_how_overlaps_are_found_and_what_is_not_seen(world):
    page = world.browser().get("/about/overlap")
    assert page.status_code == 200
    assert "محمد ولد الشيخ" in page.text and "phone number identical" in page.text
    assert "<svg" in page.text and "What it does not see" in page.text


def test_the_page_speaks_french(world):
    page = world.browser().get("/about/overlap", headers={"Accept-Language": "fr"})
    assert "Ce qu’il ne voit pas" in page.text
