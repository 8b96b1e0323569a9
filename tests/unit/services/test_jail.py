from astromorty.services.jail import RoleFacts, jailed, released, taken

JAIL, REGULAR, MOD, BOOSTER, HIGH = range(1, 6)
ROLES = {
    JAIL: RoleFacts(is_managed=False, is_within_reach=True),
    REGULAR: RoleFacts(is_managed=False, is_within_reach=True),
    MOD: RoleFacts(is_managed=False, is_within_reach=True),
    BOOSTER: RoleFacts(is_managed=True, is_within_reach=True),
    HIGH: RoleFacts(is_managed=False, is_within_reach=False),
}
DELETED = 99


def test_jail_takes_what_can_be_taken_and_leaves_what_belongs_to_apps_and_boosters() -> None:
    assert taken({REGULAR, MOD, BOOSTER, HIGH}, JAIL, ROLES) == {REGULAR, MOD}
    assert jailed({REGULAR, MOD, BOOSTER, HIGH}, JAIL, ROLES) == {JAIL, BOOSTER, HIGH}
    assert jailed({JAIL}, JAIL, ROLES) == {JAIL}


def test_release_gives_back_what_was_taken_and_keeps_what_was_given_meanwhile() -> None:
    release = released({JAIL, BOOSTER, MOD}, {REGULAR}, JAIL, ROLES)
    assert release.role_ids == {BOOSTER, MOD, REGULAR}
    assert (release.deleted, release.out_of_reach) == (0, ())


def test_release_tells_of_roles_that_are_gone_or_out_of_reach_and_gives_the_others() -> None:
    release = released({JAIL}, {REGULAR, DELETED, HIGH, BOOSTER}, JAIL, ROLES)
    assert release.role_ids == {REGULAR}
    assert (release.deleted, release.out_of_reach) == (1, (BOOSTER, HIGH))


def test_a_role_that_the_member_has_again_is_not_missed() -> None:
    release = released({JAIL, HIGH}, {HIGH}, JAIL, ROLES)
    assert release.role_ids == {HIGH}
    assert release.out_of_reach == ()
