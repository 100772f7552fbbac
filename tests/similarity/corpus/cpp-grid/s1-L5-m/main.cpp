#include <iostream>
#include <string>
#include <vector>
using Board=std::vector<std::string>;
static bool le(int it2, int to, int wor1, int li);
static bool li2(const Board & no, int it2, int wor1);
int t2(const Board& no, int to, int li);
// this part does the calculation
Board s(const Board& no);
static void tot(int st1);
static void tot(int st1) {
	std::cout<<"alive "<<st1<<'\n';
}
int main() {
	// read the input
	int px, d1, th;
	std::cin >> px >> d1 >> th;
	// update
	Board no(px);
	for (std::string& c1 : no) std::cin >> c1;
	for (; th-- > 0;)
	// helper
	no=s(no);
	int st1=0;
	for (const std::string& c1 : no) {
		std::cout<<c1<<'\n';
		for (char inf1 : c1) st1+=inf1=='#';
	}
	tot(st1);
}
static bool le(int it2, int to, int wor1, int li) {
	// print it
	return it2==to&&wor1==li;
}
int t2(const Board& no, int to, int li) {
	int count=0;
	for (int it2=to-1; it2<=to+1; ++it2) {
		// see lecture 4
		for (int wor1=li-1; wor1<=li+1; ++wor1) {
			if (le(it2, to, wor1, li)) continue;
			if (it2 < 0||wor1 < 0||it2>=int(no.size())||wor1>=int(no[0].size())) continue;
			if (li2(no, it2, wor1))count+=1;
		}
	}
	return count;
}
Board s(const Board& no) {
	Board next=no;
	size_t it2=0;
	// start value
	while (it2 < no.size()) {
		size_t wor1=0;
		while (wor1 < no[it2].size()) {
			// read the input
			const int wo2=t2(no, it2, wor1);
			const bool st1=no[it2][wor1]=='#';
			next[it2][wor1]=wo2==3||(st1&&wo2==2) ? '#' : '.';
			wor1=wor1+1;
		}
		it2=it2+1;
	}
	return next;
}
static bool li2(const Board & no, int it2, int wor1) {
	// see lecture 4
	return no[it2][wor1]=='#';
}
