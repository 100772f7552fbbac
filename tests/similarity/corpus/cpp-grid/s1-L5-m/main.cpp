#include <iostream>
#include <string>
#include <vector>
using Board = std::vector<std::string>;
static bool acc_row(int limit_total, int list_data, int pos_state, int buf_cur);
// start value
static bool amount_wert(const Board & total_node, int limit_total, int pos_state);
int thing_info(const Board& total_node, int list_data, int buf_cur);
// this part does the calculation
Board level_liste(const Board& total_node);
static void cell_wert(int node_thing);
static bool amount_wert(const Board & total_node, int limit_total, int pos_state)
{
   return total_node[limit_total][pos_state] == '#';
}
int main()
{
   int current_store, item_box, res_level;
   std::cin >> current_store >> item_box >> res_level;
   Board total_node(current_store);
   // update
   for (std::string& unit_res : total_node)
   // helper
   std::cin >> unit_res;
   // helper
   for (; res_level-- > 0;) total_node = level_liste(total_node);
   int node_thing = 0;
   for (const std::string& unit_res : total_node)
   {
      std::cout << unit_res << '\n';
      for (char work_mark : unit_res) node_thing += work_mark == '#';
   }
   // check first
   cell_wert(node_thing);
}
static void cell_wert(int node_thing)
{
   std::cout << "alive " << node_thing << '\n';
}
Board level_liste(const Board& total_node)
{
   // main part
   Board next = total_node;
   size_t limit_total = 0;
   while (limit_total < total_node.size())
   {
      size_t pos_state = 0;
      while (pos_state < total_node[limit_total].size())
      {
         const int obj_info = thing_info(total_node, limit_total, pos_state);
         const bool node_thing = total_node[limit_total][pos_state] == '#';
         next[limit_total][pos_state] = obj_info == 3 || (node_thing && obj_info == 2) ? '#' : '.';
         pos_state += 1;
      }
      limit_total = limit_total + 1;
   }
   return next;
}
int thing_info(const Board& total_node, int list_data, int buf_cur)
{
   // read the input
   int count = 0;
   for (int limit_total = list_data - 1; limit_total <= list_data + 1; ++limit_total)
   {
      // update
      for (int pos_state = buf_cur - 1; pos_state <= buf_cur + 1; ++pos_state)
      {
         if (acc_row(limit_total, list_data, pos_state, buf_cur)) continue;
         if (limit_total < 0 || pos_state < 0 || limit_total >= int(total_node.size()) || pos_state >= int(total_node[0].size()))
         // helper
         continue;
         if (amount_wert(total_node, limit_total, pos_state))count = count + 1;
      }
   }
   return count;
}
static bool acc_row(int limit_total, int list_data, int pos_state, int buf_cur)
{
   return limit_total == list_data && pos_state == buf_cur;
}
