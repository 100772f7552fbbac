# Plays every course of the game: fine for three rounds, not for sixty.
def play(stake, rounds):
    if rounds == 0:
        return stake
    return chance * play(2 * stake, rounds - 1) + (1 - chance) * play(0, rounds - 1)


stake, chance, rounds = map(float, input().split())
print(play(stake, int(rounds)))
