package dev.scorebus.testkit;

import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// An empty database that belongs to one test class.
///
/// @param url its JDBC URL, without user and password
public record TestDatabase(String url, String user, String password) {
    /// Opens a new connection at each call; no pool.
    public DataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(user);
        source.setPassword(password);
        return source;
    }
}
