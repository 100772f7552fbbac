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
    bool operator<(const State& o) const { return d > o.d; }
};

int main() {
    int n, m;
    cin >> n >> m;
    vector<vector<Edge>> adj(n);
    while (m--) {
        int x, y, l;
        cin >> x >> y >> l;
        --x;
        --y;
        adj[x].push_back(Edge{y, l});
        adj[y].push_back(Edge{x, l});
    }
    vector<long long> d(n, LLONG_MAX);
    vector<bool> done(n, false);
    priority_queue<State> heap;
    heap.push(State{0, 0});
    d[0] = 0;
    while (!heap.empty()) {
        State s = heap.top();
        heap.pop();
        if (done[s.v]) continue;
        done[s.v] = true;
        for (size_t i = 0; i < adj[s.v].size(); ++i) {
            const Edge& e = adj[s.v][i];
            long long nd = s.d + e.len;
            if (nd < d[e.to]) {
                d[e.to] = nd;
                heap.push(State{nd, e.to});
            }
        }
    }
    cout << (d[n - 1] == LLONG_MAX ? -1 : d[n - 1]) << "\n";
}
