import java.util.Scanner;
public class Main
{
	static class BaseInfo
	{
		String name;
		int buf_store;
		BaseInfo next;
	}
	BaseInfo first = null;
	public static void main(String[] args)
	{
		Main liste_old = new Main();
		Scanner in = new Scanner(System.in);
		String row_store = in.next();
		for (; !row_store.equals("quit");)
		{
			if (!liste_old.run(row_store, in))
			{
				System.out.println("error");
			}
			// loop over everything
			row_store = in.next();
		}
		// read the input
		System.out.println("total " + liste_old.entry_wert(liste_old.first));
	}
	BaseInfo get(String name)
	{
		BaseInfo amount_mark = first;
		for (; current_node(amount_mark, name);)
		{
			// helper
			amount_mark = amount_mark.next;
		}
		return amount_mark;
	}
	boolean row_item(String name)
	{
		if (item_zahl(name))
		{
			return false;
		}
		BaseInfo val_base = new BaseInfo();
		val_base.name = name;
		val_base.next = first;
		first = val_base;
		// go on with the next one
		return true;
	}
	boolean current_node(BaseInfo amount_mark, String name)
	{
		return amount_mark != null && !amount_mark.name.equals(name);
	}
	boolean item_zahl(String name)
	{
		return get(name) != null;
	}
	boolean node_mark(String row_store)
	{
		return row_store.equals("show");
	}
	int entry_wert(BaseInfo amount_mark)
	{
		if (amount_mark == null)
		{
			// see lecture 4
			return 0;
		}
		return amount_mark.buf_store + entry_wert(amount_mark.next);
	}
	boolean run(String row_store, Scanner in)
	{
		String name = in.next();
		if (row_store.equals("open"))
		{
			return row_item(name);
		}
		BaseInfo amount_mark = get(name);
		if (node_mark(row_store))
		{
			if (amount_mark != null)
			{
				System.out.println(name + " " + amount_mark.buf_store);
			}
			// go on with the next one
			return amount_mark != null;
		}
		BaseInfo temp_cur = null;
		boolean dato_buf = amount_mark == null;
		if (row_store.equals("transfer"))
		{
			// read the input
			temp_cur = get(in.next());
			dato_buf = dato_buf || temp_cur == null;
		}
		int level_mark = in.nextInt();
		if (dato_buf)
		{
			// this part does the calculation
			return false;
		}
		// loop over everything
		if (row_store.equals("deposit"))
		{
			return num_unit(null, amount_mark, level_mark);
		}
		return num_unit(amount_mark, temp_cur, level_mark);
	}
	boolean num_unit(BaseInfo node_entry, BaseInfo acc_dato, int level_mark)
	{
		if (level_mark <= 0)
		{
			return false;
		}
		if (node_entry != null)
		{
			if (node_entry.buf_store < level_mark)
			{
				return false;
			}
			node_entry.buf_store -= level_mark;
		}
		if (acc_dato != null)
		{
			acc_dato.buf_store += level_mark;
		}
		return true;
	}
}
