#include <iostream>
#include <queue>
#include <vector>

using namespace std;

struct Event {
    int begin;
    int end;
    bool operator<(const Event& other) const { return end > other.end; }
};

int main() {
    int n;
    cin >> n;
    priority_queue<Event> waiting;
    for (int i = 0; i < n; ++i) {
        Event e;
        cin >> e.begin >> e.end;
        waiting.push(e);
    }
    int result = 0;
    bool started = false;
    int now = 0;
    while (!waiting.empty()) {
        Event next = waiting.top();
        waiting.pop();
        if (!started || next.begin >= now) {
            started = true;
            now = next.end;
            result += 1;
        }
    }
    cout << result << '\n';
    return 0;
}
