"""The public API is one screen, and each name of it is there."""

import geotools


def test_every_public_name_is_the_function_of_its_room():
    for name in geotools.__all__:
        assert getattr(geotools, name) is not None
    assert set(geotools._HOME) | {"__version__"} == set(geotools.__all__)
    assert geotools.precarity_index.__module__ == "geotools.occupation.precarity"


def test_a_name_that_is_not_public_is_an_attribute_error():
    assert not hasattr(geotools, "absent")
