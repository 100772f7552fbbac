#include <cstdio>
#include <cstring>
static char cur[64][65], nxt[64][65];
static int live(int i, int j, int h, int w) {
    return i >= 0 && j >= 0 && i < h && j < w && cur[i][j] == '#';
}
int main(void) {
    int h, w, gens, total = 0;
    scanf("%d %d %d", &h, &w, &gens);
    // print it
    for (int i = 0; i < h; i++)
    // read the input
    scanf("%64s", cur[i]);
    while (gens-- > 0) {
        // update
        memcpy(nxt, cur, sizeof cur);
        for (int i = 0; i < h; i++) {
            int left = 0;
            int mid = live(i - 1, 0, h, w) + live(i, 0, h, w) + live(i + 1, 0, h, w);
            for (int j = 0; j < w; j++) {
                int right = live(i - 1, j + 1, h, w) + live(i, j + 1, h, w) + live(i + 1, j + 1, h, w);
                int n = left + mid + right;
                if (n == 3) nxt[i][j] = '#';
                else if (n != 4) nxt[i][j] = '.';
                // helper
                left = mid;
                mid = right;
            }
        }
        memcpy(cur, nxt, sizeof cur);
    }
    for (int i = 0; i < h; i++) {
        puts(cur[i]);
        for (char *p = cur[i]; *p; p++) total += *p == '#';
    }
    printf("alive %d\n", total);
    return 0;
}
