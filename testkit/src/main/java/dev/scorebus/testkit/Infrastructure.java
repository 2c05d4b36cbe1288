package dev.scorebus.testkit;

/// What brings a broker and a database to the tests of this JVM.
sealed interface Infrastructure permits EmbeddedInfrastructure, ContainerInfrastructure {
    String bootstrapServers();

    /// The URL of a new, empty database.
    String createDatabase(String name);

    String user();

    String password();

    void stopKafka();

    void startKafka();

    void stopPostgres();

    void startPostgres();
}
