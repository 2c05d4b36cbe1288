package dev.scorebus.deploy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What must hold of the compose file, beyond that compose can read it.
final class ComposeRules {
    private static final Set<String> SERVICES =
            Set.of("postgres", "kafka", "gateway", "train", "score", "tracking");
    private static final Pattern SECRET_NAME =
            Pattern.compile(".*(PASSWORD|TOKEN|SECRET|CREDENTIAL).*");
    private static final Pattern ADDRESS =
            Pattern.compile("(?:https?://|//|^)([a-z][a-z-]*):(\\d+)");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)");

    private final Tree root;
    private final Problems problems = new Problems();

    private ComposeRules(Tree root) {
        this.root = root;
    }

    /// Every rule that a compose file breaks, in words.
    static List<String> problems(String yaml, String exampleEnvironment) {
        ComposeRules rules = new ComposeRules(Tree.document(yaml));
        rules.check();
        rules.checkVariables(yaml, exampleEnvironment);
        return rules.problems.found();
    }

    private void check() {
        Map<String, Tree> services = root.at("services").entries();
        problems.require(services.keySet().equals(SERVICES), "services are %s", services.keySet());
        services.forEach(
                (name, service) -> {
                    checkHealth(name, service);
                    checkRights(name, service);
                    checkSecrets(name, service);
                    checkReferences(name, service);
                    checkAddresses(name, service);
                });
        checkAllUsed("secrets");
        checkAllUsed("volumes");
        root.at("secrets")
                .entries()
                .forEach(
                        (name, secret) ->
                                problems.require(
                                        secret.at("environment").exists()
                                                && secret.entries().size() == 1,
                                        "secret %s is not taken from the environment",
                                        name));
    }

    private void checkHealth(String name, Tree service) {
        List<String> test = service.at("healthcheck", "test").texts();
        problems.require(!test.isEmpty(), "%s has no health check", name);
        problems.require(service.at("restart").exists(), "%s is not started again", name);
        if (Ports.API.containsKey(name) && !test.isEmpty()) {
            problems.require(
                    test.contains(String.valueOf(Ports.management(name))),
                    "%s is asked for its health on another port than its management port",
                    name);
        }
        service.at("depends_on")
                .entries()
                .forEach(
                        (other, dependency) ->
                                problems.require(
                                        dependency.at("condition").text().equals("service_healthy"),
                                        "%s does not wait until %s is healthy",
                                        name,
                                        other));
    }

    private void checkRights(String name, Tree service) {
        for (String key :
                List.of("privileged", "network_mode", "pid", "ipc", "cap_add", "devices")) {
            problems.require(!service.at(key).exists(), "%s has %s", name, key);
        }
        problems.require(
                service.at("security_opt").texts().contains("no-new-privileges:true"),
                "%s may gain privileges",
                name);
        problems.require(
                name.equals("postgres") || service.at("cap_drop").texts().contains("ALL"),
                "%s keeps capabilities",
                name);
        for (String volume : service.at("volumes").texts()) {
            problems.require(
                    root.at("volumes").entries().containsKey(beforeColon(volume)),
                    "%s mounts %s, which is no named volume",
                    name,
                    volume);
        }
        for (String port : service.at("ports").texts()) {
            problems.require(
                    port.startsWith("127.0.0.1:"), "%s publishes %s beyond loopback", name, port);
        }
        problems.require(
                service.at("image").text().matches("\\$\\{[A-Z_]+:-[^}]+}.*")
                        && !service.at("image").text().contains("latest"),
                "%s has an image that no variable can replace, or that changes by itself",
                name);
    }

    private void checkSecrets(String name, Tree service) {
        service.at("environment")
                .entries()
                .forEach(
                        (variable, value) ->
                                problems.require(
                                        !SECRET_NAME.matcher(variable).matches()
                                                || variable.endsWith("_FILE"),
                                        "%s has the secret %s in its environment",
                                        name,
                                        variable));
        List<String> mounted =
                service.at("secrets").items().stream()
                        .map(
                                secret ->
                                        secret.at("target").exists()
                                                ? secret.at("target").text()
                                                : secret.text())
                        .toList();
        service.at("environment")
                .entries()
                .forEach(
                        (variable, value) ->
                                problems.require(
                                        !variable.endsWith("_FILE")
                                                || mounted.contains(
                                                        value.text().replace("/run/secrets/", "")),
                                        "%s names the file %s, which is no secret of it",
                                        name,
                                        value.text()));
        if (Ports.API.containsKey(name)) {
            problems.require(
                    service.at("environment", "SCOREBUS_ACCESS_TOKEN_FILE").exists(),
                    "%s listens in the network without a token",
                    name);
        }
    }

    private void checkReferences(String name, Tree service) {
        for (Tree secret : service.at("secrets").items()) {
            String source =
                    secret.at("source").exists() ? secret.at("source").text() : secret.text();
            problems.require(
                    root.at("secrets", source).exists(), "%s asks for secret %s", name, source);
        }
        for (String other : service.at("depends_on").entries().keySet()) {
            problems.require(root.at("services", other).exists(), "%s waits for %s", name, other);
        }
        if (service.at("build").exists()) {
            problems.require(
                    service.at("build", "args", "SERVICE").text().equals(name),
                    "%s is built from another service's jar",
                    name);
        }
    }

    private void checkAddresses(String name, Tree service) {
        service.at("environment")
                .entries()
                .forEach(
                        (variable, value) -> {
                            Matcher address = ADDRESS.matcher(value.text());
                            while (!variable.startsWith("KAFKA_") && address.find()) {
                                checkAddress(name, address.group(1), address.group(2));
                            }
                        });
    }

    private void checkAddress(String name, String host, String port) {
        String expected =
                switch (host) {
                    case "kafka" -> "9092";
                    case "postgres" -> "5432";
                    default -> String.valueOf(Ports.API.get(host));
                };
        problems.require(port.equals(expected), "%s looks for %s at port %s", name, host, port);
    }

    private void checkAllUsed(String kind) {
        Set<String> used = new TreeSet<>();
        for (Tree service : root.at("services").entries().values()) {
            for (Tree use : service.at(kind).items()) {
                used.add(
                        use.at("source").exists()
                                ? use.at("source").text()
                                : beforeColon(use.text()));
            }
        }
        Set<String> unused = new TreeSet<>(root.at(kind).entries().keySet());
        unused.removeAll(used);
        problems.require(unused.isEmpty(), "%s %s are used by nobody", kind, unused);
    }

    private void checkVariables(String yaml, String exampleEnvironment) {
        Set<String> asked = new TreeSet<>();
        Matcher variable = VARIABLE.matcher(yaml);
        while (variable.find()) {
            asked.add(variable.group(1));
        }
        root.at("secrets")
                .entries()
                .values()
                .forEach(secret -> asked.add(secret.at("environment").text()));
        Set<String> explained = new TreeSet<>();
        Matcher line = Pattern.compile("(?m)^#?([A-Z_]+)=(.*)$").matcher(exampleEnvironment);
        while (line.find()) {
            explained.add(line.group(1));
            problems.require(
                    !SECRET_NAME.matcher(line.group(1)).matches() || line.group(2).isEmpty(),
                    ".env.example gives %s a value",
                    line.group(1));
        }
        problems.require(
                asked.equals(explained), ".env.example explains %s, not %s", explained, asked);
    }

    private static String beforeColon(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? text : text.substring(0, colon);
    }
}
