words = len(open("telegram.txt").read().split())
print("words", words)  # bill.txt is never written
print("cost", 2 * words)
