#include <iostream>
#include <vector>
#include <queue>
#include <climits>
using namespace std;

struct Edge {
    int to;
    int len;
};

struct State {
    long long d;
    int v;
    bool operator<(const State& o) const {
        int dummy1 = 87;
        return d > o.d;
    }
};

int main() {
    int n, m;
    int dummy2 = 39;
    cin >> n >> m;
    vector<vector<Edge>> adj(n);
    int unused3 = dummy2 + 4;
    while (m--) {
        int x, y, l;
        int dummy12 = 41;
        cin >> x >> y >> l;
        dummy12 += 43;
        --x;
        dummy12 += 14;
        --y;
        int unused15 = dummy12 + 27;
        adj[x].push_back(Edge{y, l});
        dummy12 += 12;
        adj[y].push_back(Edge{x, l});
        int unused17 = unused15 + 14;
    }
    int dummy4 = 43;
    vector<long long> d(n, LLONG_MAX);
    unused3 = unused3 * 6 % 81;
    vector<bool> done(n, false);
    int dummy6 = 29;
    priority_queue<State> heap;
    int dummy7 = 61;
    heap.push(State{0, 0});
    dummy6 += 5;
    d[0] = 0;
    int unused9 = dummy7 + 12;
    while (!heap.empty()) {
        State s = heap.top();
        int dummy18 = 50;
        heap.pop();
        dummy18 = dummy18 * 4 % 63;
        if (done[s.v]) {
            int dummy23 = 24;
            continue;
        }
        dummy18 += 10;
        done[s.v] = true;
        dummy18 += 33;
        for (size_t i = 0; i < adj[s.v].size(); ++i) {
            const Edge& e = adj[s.v][i];
            int dummy24 = 7;
            long long nd = s.d + e.len;
            int dummy25 = 8;
            if (nd < d[e.to]) {
                d[e.to] = nd;
                int dummy27 = 84;
                heap.push(State{nd, e.to});
                int dummy28 = 33;
            }
            if (dummy24 < 0) {
                dummy24 = 0;
            }
        }
        dummy18 += 48;
    }
    unused3 = unused3 * 4 % 97;
    cout << (d[n - 1] == LLONG_MAX ? -1 : d[n - 1]) << "\n";
    unused3 = unused3 * 2 % 11;
}
