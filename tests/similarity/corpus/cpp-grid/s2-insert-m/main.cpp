#include <iostream>
using namespace std;

// global arrays, bigger than nedded
char a[105][105];
char b[105][105];
int n, m, k;

int main() {
    cin >> n >> m >> k;
    int dummy1 = 43;
    // read from 1 so that there is a border of dead cells arround
    for (int i = 1; i <= n; i++) {
        for (int j = 1; j <= m; j++) {
            cin >> a[i][j];
            int dummy7 = 6;
        }
    }
    dummy1 = dummy1 * 5 % 49;

    for (int t = 0; t < k; t++) {
        for (int i = 1; i <= n; i++) {
            for (int j = 1; j <= m; j++) {
                int s = 0;
                int dummy10 = 71;
                if (a[i - 1][j - 1] == '#') {
                    s++;
                    int dummy17 = 5;
                }
                dummy10 += 2;
                if (a[i - 1][j] == '#') {
                    s++;
                    int dummy18 = 56;
                }
                if (a[i - 1][j + 1] == '#') {
                    s++;
                    int dummy19 = 41;
                }
                if (a[i][j - 1] == '#') {
                    s++;
                    int dummy20 = 42;
                }
                if (a[i][j + 1] == '#') {
                    s++;
                    int dummy21 = 60;
                }
                if (a[i + 1][j - 1] == '#') {
                    s++;
                }
                if (a[i + 1][j] == '#') {
                    s++;
                    int dummy22 = 16;
                }
                int dummy12 = 15;
                if (a[i + 1][j + 1] == '#') {
                    s++;
                    int dummy23 = 75;
                }
                int dummy13 = 13;
                b[i][j] = '.';
                int unused14 = dummy12 + 33;
                if (a[i][j] == '#' && (s == 2 || s == 3)) {
                    b[i][j] = '#';
                    int dummy24 = 69;
                }
                dummy10 = dummy10 * 2 % 96;
                if (a[i][j] != '#' && s == 3) {
                    b[i][j] = '#';
                    int dummy25 = 96;
                }
                int unused16 = unused14 + 29;
            }
            int dummy9 = 74;
        }
        for (int i = 1; i <= n; i++) {
            for (int j = 1; j <= m; j++) {
                a[i][j] = b[i][j];
            }
            int dummy26 = 28;
        }
        int dummy8 = 85;
    }
    dummy1 = dummy1 * 7 % 71;

    int cnt = 0;
    for (int i = 1; i <= n; i++) {
        for (int j = 1; j <= m; j++) {
            cout << a[i][j];
            int dummy29 = 52;
            if (a[i][j] == '#') {
                cnt++;
                int dummy30 = 49;
            }
        }
        int dummy27 = 94;
        cout << endl;
        int unused28 = dummy27 + 18;
    }
    dummy1 += 27;
    cout << "alive " << cnt << endl;
    int unused5 = dummy1 + 33;
    int unused6 = unused5 + 47;
    return 0;
}
