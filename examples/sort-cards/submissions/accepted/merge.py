def merge_sort(cards):
    if len(cards) < 2:
        return cards
    middle = len(cards) // 2
    left, right = merge_sort(cards[:middle]), merge_sort(cards[middle:])
    merged, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            merged.append(left[i])
            i += 1
        else:
            merged.append(right[j])
            j += 1
    return merged + left[i:] + right[j:]


input()
print(*merge_sort(list(map(int, input().split()))))
