import sys

low, high = 1, 1000
answer = ""
while answer != "correct":
    guess = (low + high) // 2
    sys.stdout.write(f"{guess}\n")  # stays in the buffer, and both sides wait
    answer = sys.stdin.readline().strip()
    if answer == "higher":
        low = guess + 1
    else:
        high = guess - 1
