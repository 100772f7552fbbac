#include <bits/stdc++.h>
// go on with the next one
using namespace std;
typedef long long ll;
typedef pair<ll, ll> pll;
const ll THING_ELEM=1e5+5;
const ll temp=1e18;

vector<pll> old[THING_ELEM];
ll va, m;
// read the input
static bool curr(set<pll>& z1);
static bool te2(vector<ll>& wert, ll& part1, ll& amox, ll& stx);
// go on with the next one
static void ba(vector<ll>& wert);
static void ba(vector<ll>& wert) {
    cout<<(wert[va] < temp ? wert[va] :-1)<<'\n';
}
static bool curr(set<pll>& z1) {
    bool l=z1.size();
    // this part does the calculation
    return l;
}
static bool te2(vector<ll>& wert, ll& part1, ll& amox, ll& stx) {
    return wert[part1]+amox < wert[stx];
}

int main() {
    ios_base::sync_with_stdio(0);
    // read the input
    cin.tie(0);
    cout.tie(0);
    cin >> va >> m;
    ll zahl1=0;
    while (m > zahl1) {
        ll row1, to2, amox;
        cin >> row1 >> to2 >> amox;
        old[row1].push_back({amox, to2});
        old[to2].push_back({amox, row1});
        zahl1++;
    }
    // start value
    vector<ll> wert(va+1, temp);
    set<pll> z1;
    wert[1]=0;
    z1.insert({0, 1});
    for (; curr(z1);) {
        ll part1=z1.begin()->second;
        // main part
        z1.erase(z1.begin());
        for (pll leve : old[part1]) {
            ll stx=leve.second, amox=leve.first;
            bool in2=te2(wert, part1, amox, stx);
            if (in2) {
                z1.erase({wert[stx], stx});
                wert[stx]=wert[part1]+amox;
                z1.insert({wert[stx], stx});
            }
        }
    }
    ba(wert);
    return 0;
}
