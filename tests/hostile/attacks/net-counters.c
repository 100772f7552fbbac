// Reads what other submissions did on the network from what is counted in a namespace that outlives
// them: argv[1] leave sends 40 datagrams over the loopback, look reads the interface's counters.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "attack.h"
int main(int argc, char** argv) {
  if (argc > 1 && strcmp(argv[1], "leave") == 0) {
    struct sockaddr_in to;
    memset(&to, 0, sizeof to);
    to.sin_family = AF_INET;
    to.sin_port = htons(40407);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int out = socket(AF_INET, SOCK_DGRAM, 0);
    for (int i = 0; i < 40; ++i) {
      if (sendto(out, "x", 1, 0, (struct sockaddr*)&to, sizeof to) < 0 && errno != ECONNREFUSED)
        Broken("sendto: %s", strerror(errno));
    }
    Contained("40 datagrams were sent");
  }
  FILE* file = fopen("/proc/self/net/dev", "re");
  if (!file) file = fopen("/proc/net/dev", "re");
  if (!file) Contained("no counters: %s", strerror(errno));
  char line[512];
  while (fgets(line, sizeof line, file)) {
    unsigned long long bytes, packets;
    const char* colon = strchr(line, ':');
    if (!colon || sscanf(colon + 1, "%llu %llu", &bytes, &packets) != 2) continue;
    if (packets > 0) Breach("%.40s: %llu packets of somebody else", line, packets);
  }
  Contained("nothing was counted");
}
