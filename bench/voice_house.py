"""Thirty new calls a second into the whole house: how many are answered, and how soon a caller hears the first sound.

``python -m bench.voice_house [rate] [seconds]``: the real process with PostgreSQL behind it; each caller hears the menu for
some seconds and hangs up. The clock runs from the INVITE to the first packet that is not silence, as the caller's kernel took
it.
"""

import sys
import time

from bench.telephone.city import City
from bench.telephone.world import MENU, load, share, wait, world

RATE, SECONDS, LASTS = 30, 30, 2.0
AIM = 200


def main() -> None:
    """Print how it went."""
    rate, seconds = (int(word) for word in (sys.argv[1:3] if len(sys.argv) > 2 else (RATE, SECONDS)))
    with world() as house, City() as city:
        city.ask("call", server=house.sip, to=MENU, count=1, rate=1, lasts=LASTS)  # voices and plans are warm
        wait(lambda: not city.ask("figures")["up"] and city.ask("figures")["answered"], 30)
        before, began, first = house.weight(), time.monotonic(), load()
        city.ask("count")
        city.ask("call", server=house.sip, to=MENU, count=rate * seconds, rate=rate, lasts=LASTS)
        time.sleep(seconds)
        wait(lambda: not city.ask("figures")["up"], LASTS + 20)
        took, after, told = time.monotonic() - began, house.weight(), city.ask("figures")
    answered, sound = ([1000 * one for one in told[name][1:]] for name in ("answered", "sound"))
    print(
        f"voice_house: {rate} calls/s for {seconds} s: {len(answered)} of {told['begun'] - 1} answered, "
        f"refused {told['refused']}"
    )
    print(f"  INVITE to 200: p50 {share(answered, 0.5):.0f} ms, p95 {share(answered, 0.95):.0f}, slowest {max(answered):.0f}")
    print(
        f"  INVITE to the first sound: p50 {share(sound, 0.5):.0f} ms, p95 {share(sound, 0.95):.0f} (aim {AIM}), "
        f"slowest {max(sound):.0f}; {len(sound)} heard it"
    )
    used = {name: (after[f"{name} s"] - before[f"{name} s"]) / took for name in ("voice", "sound")}
    print(
        f"  calls {used['voice']:.0%} of a core, sound {used['sound']:.0%}, city {told['used']:.0%}; "
        f"{after['voice MB'] + after['sound MB']:.0f} MB; {first}, {load()} after"
    )


if __name__ == "__main__":
    main()
