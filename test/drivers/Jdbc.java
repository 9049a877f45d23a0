// JDBC: text and binary transfer, server-side prepared statements, COPY.
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Objects;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.util.PGobject;

public class Jdbc {
	static int count = 0;
	static int failed = 0;

	static void check(String name, Object got, Object expected) {
		count++;
		if (Objects.equals(got, expected)) {
			System.out.println("ok " + count + " - " + name);
		} else {
			failed++;
			System.out.println("not ok " + count + " - " + name);
			System.out.println("# got      " + got + "\n# expected " + expected);
		}
	}

	static PGobject typed(String type, String value) throws SQLException {
		PGobject object = new PGobject();
		object.setType(type);
		object.setValue(value);
		return object;
	}

	public static void main(String[] args) throws Exception {
		String url = "jdbc:postgresql://" + System.getenv("PGHOST") + ":" + System.getenv("PGPORT") + "/"
			+ System.getenv("PGDATABASE") + "?user=" + System.getenv("PGUSER");

		try (Connection conn = DriverManager.getConnection(url); Statement st = conn.createStatement()) {
			ResultSet rs = st.executeQuery("SELECT r, class, level, r::numeric, r::float8 FROM sample"
				+ " WHERE id < 5 ORDER BY id");
			rs.next();
			check("rate", rs.getString(1), "13012/15910");
			check("class", rs.getString(2), "comprehensive");
			check("level", rs.getString(3), "low");
			check("object", ((PGobject) rs.getObject(1)).getType(), "rate");
			check("numeric", rs.getBigDecimal(4).setScale(4, java.math.RoundingMode.HALF_UP), new BigDecimal("0.8179"));
			check("double precision", rs.getDouble(5), 13012 / 15910.0);
			rs.next();
			check("empty rate", rs.getString(1), "0/0");
			check("empty rate as numeric", rs.getBigDecimal(4), null);
			rs.next();
			check("NULL", rs.getObject(1), null);

			PreparedStatement insert = conn.prepareStatement("INSERT INTO sample (id, r, class) VALUES (?, ?, ?)");
			insert.setInt(1, 40);
			insert.setObject(2, typed("rate", "1/2"));
			insert.setObject(3, typed("city_class", "创建试点"));
			check("insert", insert.executeUpdate(), 1);
			insert.setInt(1, 41);
			insert.setNull(2, Types.OTHER);
			insert.setNull(3, Types.OTHER);
			check("insert NULL", insert.executeUpdate(), 1);

			// from the first execution on, on the server and in binary where the driver can
			PreparedStatement query = conn.prepareStatement("SELECT pool(r), count(*) FROM sample WHERE id IN (?, ?)");
			query.unwrap(PGStatement.class).setPrepareThreshold(-1);
			for (int i = 0; i < 3; i++) {
				query.setInt(1, 1);
				query.setInt(2, 40);
				rs = query.executeQuery();
				rs.next();
				check("prepared, execution " + (i + 1), rs.getString(1) + " " + rs.getLong(2), "13013/15912 2");
			}

			var copy = conn.unwrap(PGConnection.class).getCopyAPI();
			check("COPY in", copy.copyIn("COPY sample (id, r) FROM STDIN", new StringReader("42\t3/4\n43\t\\N\n")), 2L);
			StringWriter out = new StringWriter();
			copy.copyOut("COPY (SELECT r FROM sample WHERE id IN (42, 43) ORDER BY id) TO STDOUT", out);
			check("COPY out", out.toString(), "3/4\n\\N\n");

			rs = st.executeQuery("SELECT level, resumed_enterprises, enterprises, resumed_percent FROM bi_resumption"
				+ " WHERE level <> 'city' ORDER BY enterprises DESC");
			rs.next();
			check("total row", rs.getString(1) + " " + rs.getLong(2) + "/" + rs.getLong(3) + " " + rs.getBigDecimal(4),
				"all 13012/15910 81.79");
			long sum = 0;
			while (rs.next()) {
				sum += rs.getLong(3);
			}
			check("subtotals add up", sum, 15910L);

			StringBuilder columns = new StringBuilder();
			rs = conn.getMetaData().getColumns(null, null, "sample", null);
			while (rs.next()) {
				columns.append(rs.getString("COLUMN_NAME")).append(' ').append(rs.getString("TYPE_NAME")).append(", ");
			}
			check("metadata", columns.toString(),
				"id int4, r rate, p proportion, class city_class, level risk_level, ");

			try {
				st.executeQuery("SELECT '5/0'::rate");
				check("a numerator without a denominator", "no error", "22003");
			} catch (SQLException e) {
				check("a numerator without a denominator", e.getSQLState(), "22003");
			}
			st.executeUpdate("DELETE FROM sample WHERE id BETWEEN 40 AND 49");
		}
		System.out.println("1.." + count);
		System.exit(failed > 0 ? 1 : 0);
	}
}
