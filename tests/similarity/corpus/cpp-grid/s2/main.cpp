#include <iostream>
using namespace std;

// global arrays, bigger than nedded
char a[105][105];
char b[105][105];
int n, m, k;

int main()
{
    cin >> n >> m >> k;
    // read from 1 so that there is a border of dead cells arround
    for (int i = 1; i <= n; i++)
        for (int j = 1; j <= m; j++)
            cin >> a[i][j];

    for (int t = 0; t < k; t++)
    {
        for (int i = 1; i <= n; i++)
        {
            for (int j = 1; j <= m; j++)
            {
                int s = 0;
                if (a[i - 1][j - 1] == '#') s++;
                if (a[i - 1][j] == '#') s++;
                if (a[i - 1][j + 1] == '#') s++;
                if (a[i][j - 1] == '#') s++;
                if (a[i][j + 1] == '#') s++;
                if (a[i + 1][j - 1] == '#') s++;
                if (a[i + 1][j] == '#') s++;
                if (a[i + 1][j + 1] == '#') s++;
                b[i][j] = '.';
                if (a[i][j] == '#' && (s == 2 || s == 3)) b[i][j] = '#';
                if (a[i][j] != '#' && s == 3) b[i][j] = '#';
            }
        }
        for (int i = 1; i <= n; i++)
            for (int j = 1; j <= m; j++)
                a[i][j] = b[i][j];
    }

    int cnt = 0;
    for (int i = 1; i <= n; i++)
    {
        for (int j = 1; j <= m; j++)
        {
            cout << a[i][j];
            if (a[i][j] == '#') cnt++;
        }
        cout << endl;
    }
    cout << "alive " << cnt << endl;
    return 0;
}
