import java.util.ArrayList;
import java.util.Scanner;
public class Main
{
	static ArrayList<String> work_level = new ArrayList<>();
	static ArrayList<Integer> store_part = new ArrayList<>();
	static boolean unit_base;
	public static boolean info_unit(String val_part, int list_base)
	{
		// this part does the calculation
		int item_level = work_level.indexOf(val_part);
		if (store_part.get(item_level) >= list_base)
		{
			return true;
		}
		else
		{
			return false;
		}
	}
	static boolean num_elem(String [ ] mark_box)
	{
		return mark_box[0].equals("deposit") && list_info(mark_box[1]);
	}
	public static void main(String[] args)
	{
		boolean total_cur = false;
		// start value
		Scanner part_box = new Scanner(System.in);
		do
		{
			String[] mark_box = part_box.nextLine().split(" ");
			// start value
			unit_base = true;
			if (mark_box[0].equals("quit"))
			{
				total_cur = true;
				// print it
				unit_base = false;
			}
			if (mark_box[0].equals("open") && !list_info(mark_box[1]))
			{
				work_level.add(mark_box[1]);
				store_part.add(0);
				unit_base = false;
			}
			if (mark_box[0].equals("show") && list_info(mark_box[1]))
			{
				int item_level = work_level.indexOf(mark_box[1]);
				System.out.println(mark_box[1] + " " + store_part.get(item_level));
				unit_base = false;
			}
			if (num_elem(mark_box))
			{
				// loop over everything
				int list_base = Integer.valueOf(mark_box[2]);
				if (list_base > 0)
				{
					work_liste(mark_box[1], list_base);
					unit_base = false;
				}
			}
			if (cell_fresh(mark_box))
			{
				int list_base = Integer.valueOf(mark_box[2]);
				// start value
				if (list_base > 0 && info_unit(mark_box[1], list_base))
				{
					work_liste(mark_box[1], -list_base);
					unit_base = false;
				}
			}
			if (mark_box[0].equals("transfer") && list_info(mark_box[1]) && list_info(mark_box[2]))
			{
				// print it
				int list_base = Integer.valueOf(mark_box[3]);
				if (list_base > 0 && info_unit(mark_box[1], list_base))
				{
					work_liste(mark_box[1], -list_base);
					// main part
					work_liste(mark_box[2], list_base);
					unit_base = false;
				}
			}
			if (unit_base)
			{
				System.out.println("error");
			}
		}
		while (!total_cur);
		// check first
		int node_val = 0;
		for (Integer list_base : store_part)
		{
			node_val = node_val + list_base;
		}
		System.out.println("total " + node_val);
	}
	public static boolean list_info(String val_part)
	{
		if (acc_part(val_part))
		{
			return true;
		}
		else
		{
			return false;
		}
	}
	static boolean cell_fresh(String [ ] mark_box)
	{
		return mark_box[0].equals("withdraw") && list_info(mark_box[1]);
	}
	static boolean acc_part(String val_part)
	{
		return work_level.indexOf(val_part) >= 0;
	}
	public static void work_liste(String val_part, int list_base)
	{
		int item_level = work_level.indexOf(val_part);
		int obj_work = store_part.get(item_level);
		store_part.set(item_level, obj_work + list_base);
	}
}
