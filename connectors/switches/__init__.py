"""Switching the whole assistant, a channel or one procedure off and on, with honest words."""

from connectors.switches.gate import SwitchGate
from connectors.switches.store import CHANNELS, REASONS, Switch, Switches

__all__ = ["CHANNELS", "REASONS", "Switch", "SwitchGate", "Switches"]
