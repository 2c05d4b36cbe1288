package dev.scorebus.deploy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What must hold of the manifests together: every name that one of them uses is another's.
final class ManifestRules {
    /// The Secrets that `docs/operations.md` tells the user to create.
    private static final Set<String> SECRETS = Set.of("scorebus-token", "scorebus-database");

    private static final Pattern ADDRESS =
            Pattern.compile("(?:https?://|//|^)([a-z][a-z-]*):(\\d+)");

    private final Manifests manifests;
    private final Problems problems = new Problems();

    private ManifestRules(Manifests manifests) {
        this.manifests = manifests;
    }

    static List<String> problems(Manifests manifests) {
        ManifestRules rules = new ManifestRules(manifests);
        rules.check();
        return rules.problems.found();
    }

    private void check() {
        Set<String> names = new HashSet<>();
        for (Tree resource : manifests.resources()) {
            String name = resource.at("kind").text() + " " + resource.at("metadata", "name").text();
            KubernetesSchema.problem(resource)
                    .ifPresent(problem -> problems.require(false, "%s: %s", name, problem));
            problems.require(names.add(name), "%s is there twice", name);
            problems.require(!name.startsWith("Secret"), "%s is committed", name);
            problems.require(
                    !resource.at("metadata", "namespace").exists(),
                    "%s names its namespace itself",
                    name);
        }
        manifests.workloads().forEach(this::checkWorkload);
        manifests.ofKind("Service").forEach(this::checkService);
        manifests.ofKind("NetworkPolicy").forEach(this::checkPolicy);
        checkConfigMapsAreUsed();
    }

    private void checkWorkload(Tree workload) {
        String name = workload.at("metadata", "name").text();
        Tree pod = workload.at("spec", "template", "spec");
        problems.require(
                labels(workload)
                        .entrySet()
                        .containsAll(
                                workload.at("spec", "selector", "matchLabels")
                                        .entries()
                                        .entrySet()),
                "%s does not select its own pods",
                name);
        problems.require(
                pod.at("containers").items().size() == 1, "%s has not one container", name);
        for (Tree container : pod.at("containers").items()) {
            checkReferences(name, pod, container);
            checkProbes(name, container);
            new PodSecurity(problems, name).check(pod, container);
            problems.require(
                    manifests.images().containsKey(container.at("image").text()),
                    "%s runs the image %s, to which no kustomization gives a tag",
                    name,
                    container.at("image").text());
            problems.require(
                    container.at("resources", "requests", "cpu").exists()
                            && container.at("resources", "requests", "memory").exists()
                            && container.at("resources", "limits", "memory").exists(),
                    "%s does not say what it needs",
                    name);
        }
        manifests
                .images()
                .forEach(
                        (image, tag) ->
                                problems.require(
                                        !tag.isEmpty() && !tag.equals("latest"),
                                        "%s has a tag that changes by itself",
                                        image));
    }

    private void checkReferences(String name, Tree pod, Tree container) {
        for (Tree from : container.at("envFrom").items()) {
            String map = from.at("configMapRef", "name").text();
            problems.require(manifests.has("ConfigMap", map), "%s reads ConfigMap %s", name, map);
            manifests
                    .ofKind("ConfigMap")
                    .filter(found -> found.at("metadata", "name").text().equals(map))
                    .flatMap(found -> found.at("data").entries().values().stream())
                    .forEach(value -> checkAddress(name, value.text()));
        }
        for (Tree variable : container.at("env").items()) {
            if (!variable.at("name").text().startsWith("KAFKA_")) {
                checkAddress(name, variable.at("value").text());
            }
            problems.require(
                    !variable.at("name").text().matches(".*(PASSWORD|TOKEN|SECRET)")
                            || !variable.at("value").exists(),
                    "%s has a secret in its environment",
                    name);
        }
        Set<String> volumes = new TreeSet<>();
        pod.at("volumes").items().forEach(volume -> volumes.add(volume.at("name").text()));
        manifests
                .workloads()
                .filter(workload -> workload.at("metadata", "name").text().equals(name))
                .flatMap(workload -> workload.at("spec", "volumeClaimTemplates").items().stream())
                .forEach(claim -> volumes.add(claim.at("metadata", "name").text()));
        Set<String> mounted =
                container.at("volumeMounts").items().stream()
                        .map(mount -> mount.at("name").text())
                        .collect(Collectors.toCollection(TreeSet::new));
        problems.require(mounted.equals(volumes), "%s mounts %s of %s", name, mounted, volumes);
        for (Tree volume : pod.at("volumes").items()) {
            String secret = volume.at("secret", "secretName").text();
            problems.require(
                    !volume.at("secret").exists() || SECRETS.contains(secret),
                    "%s mounts Secret %s, which nobody is told to create",
                    name,
                    secret);
            String claim = volume.at("persistentVolumeClaim", "claimName").text();
            problems.require(
                    claim.isEmpty() || manifests.has("PersistentVolumeClaim", claim),
                    "%s mounts claim %s",
                    name,
                    claim);
        }
    }

    /// An address of a Service that is in these manifests must be right; one that is not is the overlay's to bring.
    private void checkAddress(String name, String text) {
        Matcher address = ADDRESS.matcher(text);
        while (address.find()) {
            String host = address.group(1);
            String port = address.group(2);
            boolean brought = host.equals("kafka") || host.equals("postgres");
            problems.require(
                    manifests.has("Service", host) || brought,
                    "%s looks for Service %s",
                    name,
                    host);
            manifests
                    .ofKind("Service")
                    .filter(service -> service.at("metadata", "name").text().equals(host))
                    .forEach(
                            service ->
                                    problems.require(
                                            service.at("spec", "ports").items().stream()
                                                    .anyMatch(
                                                            one ->
                                                                    one.at("port")
                                                                            .text()
                                                                            .equals(port)),
                                            "%s looks for %s at port %s",
                                            name,
                                            host,
                                            port));
        }
    }

    private void checkProbes(String name, Tree container) {
        Set<String> ports = portNames(container);
        problems.require(container.at("readinessProbe").exists(), "%s has no readinessProbe", name);
        problems.require(container.at("startupProbe").exists(), "%s has no startupProbe", name);
        problems.require(
                container.at("livenessProbe").exists() || !Ports.API.containsKey(name),
                "%s has no livenessProbe",
                name);
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            Tree get = container.at(probe, "httpGet");
            problems.require(
                    !get.exists() || ports.contains(get.at("port").text()),
                    "%s is probed at port %s, which it does not have",
                    name,
                    get.at("port").text());
        }
        if (Ports.API.containsKey(name)) {
            Set<String> numbers =
                    container.at("ports").items().stream()
                            .map(port -> port.at("containerPort").text())
                            .collect(Collectors.toSet());
            problems.require(
                    numbers.equals(
                            Set.of(
                                    String.valueOf(Ports.API.get(name)),
                                    String.valueOf(Ports.management(name)))),
                    "%s has the ports %s",
                    name,
                    numbers);
        }
    }

    private void checkService(Tree service) {
        String name = service.at("metadata", "name").text();
        List<Tree> selected =
                manifests
                        .workloads()
                        .filter(workload -> selects(service.at("spec", "selector"), workload))
                        .toList();
        problems.require(
                selected.size() == 1, "Service %s selects %s workloads", name, selected.size());
        for (Tree workload : selected) {
            for (Tree port : service.at("spec", "ports").items()) {
                problems.require(
                        workload.at("spec", "template", "spec", "containers").items().stream()
                                .flatMap(container -> portNames(container).stream())
                                .anyMatch(port.at("targetPort").text()::equals),
                        "Service %s leads to port %s, which its pods do not have",
                        name,
                        port.at("targetPort").text());
            }
        }
    }

    private void checkPolicy(Tree policy) {
        String name = policy.at("metadata", "name").text();
        Stream.concat(
                        Stream.of(policy.at("spec", "podSelector")),
                        policy.at("spec", "ingress").items().stream()
                                .flatMap(rule -> rule.at("from").items().stream())
                                .map(peer -> peer.at("podSelector")))
                .forEach(
                        selector -> {
                            for (Tree expression : selector.at("matchExpressions").items()) {
                                for (String value : expression.at("values").texts()) {
                                    problems.require(
                                            anyPodHas(expression.at("key").text(), value),
                                            "NetworkPolicy %s selects %s, which no pod has",
                                            name,
                                            value);
                                }
                            }
                            selector.at("matchLabels")
                                    .entries()
                                    .forEach(
                                            (label, value) ->
                                                    problems.require(
                                                            anyPodHas(label, value.text()),
                                                            "NetworkPolicy %s selects %s, which no pod has",
                                                            name,
                                                            value.text()));
                        });
    }

    private void checkConfigMapsAreUsed() {
        Set<String> used =
                manifests
                        .workloads()
                        .flatMap(
                                workload ->
                                        workload
                                                .at("spec", "template", "spec", "containers")
                                                .items()
                                                .stream())
                        .flatMap(container -> container.at("envFrom").items().stream())
                        .map(from -> from.at("configMapRef", "name").text())
                        .collect(Collectors.toSet());
        manifests
                .ofKind("ConfigMap")
                .map(map -> map.at("metadata", "name").text())
                .forEach(
                        map ->
                                problems.require(
                                        used.contains(map), "Nobody reads ConfigMap %s", map));
    }

    private boolean anyPodHas(String label, String value) {
        return manifests
                .workloads()
                .anyMatch(workload -> new Tree(value).equals(labels(workload).get(label)));
    }

    private static boolean selects(Tree selector, Tree workload) {
        return selector.exists()
                && labels(workload).entrySet().containsAll(selector.entries().entrySet());
    }

    private static Map<String, Tree> labels(Tree workload) {
        return workload.at("spec", "template", "metadata", "labels").entries();
    }

    private static Set<String> portNames(Tree container) {
        return container.at("ports").items().stream()
                .map(port -> port.at("name").text())
                .collect(Collectors.toSet());
    }
}
