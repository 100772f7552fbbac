import math

answers = {
    "rainbow": "violet indigo blue green yellow orange red",
    "1/3": 1 / 3,
    "2/3": 1 - 1 / 3,  # one bit off
    "pi": 3.1415924,
    "haiku": "an old silent pond\na frog  jumps into the pond\nsplash! silence again",
    "planets": "Mercury\nVenus\nEarth\nMars\nJupiter\nSaturn\nUranus\nNeptune",
    "medals": "gold\nsilver\nbronze",
    "poem": "\nRoses are red  \nViolets are blue\n\n",
    "shout": "hello\nworld",
    "table": "1  2\n3  4",
}
assert math.isclose(answers["pi"], math.pi, rel_tol=1e-6)
print(answers[input()])
