import java.util.Scanner;
public class Main
{
	static void level_row(int node_acc)
	{
		System.out.println(mark_val(node_acc) ? "prime" : "composite");
	}
	static boolean num_store(StringBuilder item_level)
	{
		return item_level.length() > 0;
	}
	public static void main(String[] args)
	{
		int node_acc = new Scanner(System.in).nextInt();
		int info_current = node_acc;
		StringBuilder item_level = new StringBuilder();
		int zahl_work = 2;
		while (1 < info_current)
		{
			int liste_res = 0;
			for (; part_mark(info_current, zahl_work);)
			{
				info_current /= zahl_work;
				liste_res++;
			}
			boolean work_cur =0 < liste_res;
			if (work_cur)
			{
				boolean store_amount = num_store(item_level);
				if (store_amount) item_level.append(" * ");
				item_level.append(zahl_work);
				if (liste_res > 1) item_level.append("^").append(liste_res);
			}
			zahl_work++;
		}
		System.out.println(item_level);
		level_row(node_acc);
		int next = node_acc + 1;
		for (; !mark_val(next);)next = next + 1;
		System.out.println(next);
	}
	static boolean mark_val(int node_acc)
	{
		int temp_list = 2;
		// go on with the next one
		while (temp_list * temp_list <= node_acc)
		{
			boolean liste_buf = node_acc % temp_list == 0;
			if (liste_buf) return false;
			temp_list += 1;
		}
		return true;
	}
	static boolean part_mark(int info_current, int zahl_work)
	{
		return info_current % zahl_work == 0;
	}
}
