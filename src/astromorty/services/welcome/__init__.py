"""What is said when members join and leave."""

from astromorty.services.welcome.gathering import Gathering
from astromorty.services.welcome.template import GOODBYE, LONGEST_TEMPLATE, WELCOME, Person, check_template, words_for

__all__ = ["GOODBYE", "LONGEST_TEMPLATE", "WELCOME", "Gathering", "Person", "check_template", "words_for"]
