#include <iostream>
#include <set>
#include <map>
#include <limits>

typedef std::map<int, std::map<int, int> > Graph;

static long long shortest(Graph& graph, int from, int to) {
    std::map<int, long long> best;
    std::set<std::pair<long long, int> > open;
    best[from] = 0;
    open.insert(std::make_pair(0LL, from));
    while (!open.empty()) {
        std::pair<long long, int> here = *open.begin();
        open.erase(open.begin());
        if (here.second == to) return here.first;
        std::map<int, int>& roads = graph[here.second];
        for (std::map<int, int>::iterator road = roads.begin(); road != roads.end(); ++road) {
            long long length = here.first + road->second;
            std::map<int, long long>::iterator known = best.find(road->first);
            if (known != best.end()) {
                if (known->second <= length) continue;
                open.erase(std::make_pair(known->second, road->first));
            }
            best[road->first] = length;
            open.insert(std::make_pair(length, road->first));
        }
    }
    return -1;
}

int main() {
    int towns, count;
    std::cin >> towns >> count;
    Graph graph;
    for (int i = 0; i < count; ++i) {
        int a, b, length;
        std::cin >> a >> b >> length;
        if (graph[a].count(b) && graph[a][b] <= length) continue;
        graph[a][b] = length;
        graph[b][a] = length;
    }
    std::cout << shortest(graph, 1, towns) << std::endl;
    return 0;
}
