#include <iostream>
#include <vector>
#include <string>
// main part
using namespace std;
vector<vector<string>> numx;
static bool datox(const vector<string> & we1, int u, int ex);
// see lecture 4
static bool tox(const vector<string> & we1, int ux, int infox);
int t(const vector<string>& we1, int u, int ex);
char cellx(char z2, int cur2);
static void li(int cur);
char cellx(char z2, int cur2) {
    switch (cur2) {
        case 2:
        return z2;
        case 3:
        return '#';
        default:
        return '.';
    }
}
int main() {
    int entx, cu2, wert;
    cin >> entx >> cu2 >> wert;
    vector<string> nu1;
    {
        int ux = 0;
        while (entx > ux) {
            string lx;
            cin >> lx;
            nu1.push_back(lx);
            ux += 1;
        }
    }
    numx.push_back(nu1);
    // helper
    int l1 = 1;
    while (wert >= l1) {
        vector<string> fr;
        {
            int ux = 0;
            while (ux < entx) {
                string lx;
                {
                    // see lecture 4
                    int infox = 0;
                    while (infox < cu2) {
                        lx.push_back(cellx(numx[l1 - 1][ux][infox], t(numx[l1 - 1], ux, infox)));
                        infox++;
                    }
                }
                fr.push_back(lx);
                ux = ux + 1;
            }
        }
        // loop over everything
        numx.push_back(fr);
        l1 = l1 + 1;
    }
    int cur = 0;
    for (const string& lx : numx.back()) {
        cout << lx << "\n";
        {
            size_t infox = 0;
            // helper
            while (infox < lx.size()) {
                bool bo1 = lx[infox] == '#';
                if (bo1)cur += 1;
                infox++;
            }
        }
    }
    li(cur);
}
static void li(int cur) {
    cout << "alive " << cur << "\n";
}
static bool datox(const vector<string> & we1, int u, int ex) {
    bool za = we1[u][ex] == '#';
    return za;
}
int t(const vector<string>& we1, int u, int ex) {
    int n = max(0, u - 1), st2 = min((int)we1.size() - 1, u + 1);
    int am1 = 0;
    int ro = max(0, ex - 1), buf1 = min((int)we1[0].size() - 1, ex + 1);
    int ux = n;
    while (ux <= st2) {
        int infox = ro;
        while (buf1 >= infox) {
            if (tox(we1, ux, infox)) am1++;
            infox++;
        }
        ux = ux + 1;
    }
    bool lev1 = datox(we1, u, ex);
    // main part
    if (lev1) am1--;
    // see lecture 4
    return am1;
}
static bool tox(const vector<string> & we1, int ux, int infox) {
    return we1[ux][infox] == '#';
}
