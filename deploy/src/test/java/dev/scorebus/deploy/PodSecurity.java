package dev.scorebus.deploy;

import java.util.List;

/// The restricted Pod Security Standard, and what else keeps a broken-into container small.
///
/// @param problems where what is found goes
/// @param name of the workload
record PodSecurity(Problems problems, String name) {
    void check(Tree pod, Tree container) {
        Tree context = pod.at("securityContext");
        require(isTrue(context.at("runAsNonRoot")), "may run as root");
        require(
                context.at("runAsUser").exists() && !context.at("runAsUser").text().equals("0"),
                "does not say as whom it runs");
        require(
                context.at("seccompProfile", "type").text().equals("RuntimeDefault"),
                "has no seccomp profile");
        require(
                isFalse(pod.at("automountServiceAccountToken")),
                "is given a service account token");
        require(isFalse(pod.at("enableServiceLinks")), "is given every Service as an environment");
        for (String host : List.of("hostNetwork", "hostPID", "hostIPC")) {
            require(!pod.at(host).exists(), "has " + host);
        }
        require(
                pod.at("volumes").items().stream()
                        .noneMatch(volume -> volume.at("hostPath").exists()),
                "mounts a path of its node");
        Tree own = container.at("securityContext");
        require(isFalse(own.at("allowPrivilegeEscalation")), "may gain privileges");
        require(!isTrue(own.at("privileged")), "is privileged");
        require(
                own.at("capabilities", "drop").texts().equals(List.of("ALL")),
                "keeps capabilities");
        require(!own.at("capabilities", "add").exists(), "is given capabilities");
        if (Ports.API.containsKey(name)) {
            require(isTrue(own.at("readOnlyRootFilesystem")), "can change its own image");
            require(
                    container.at("volumeMounts").items().stream()
                            .anyMatch(
                                    mount ->
                                            mount.at("mountPath")
                                                    .text()
                                                    .equals("/run/secrets/scorebus")),
                    "listens in the network without a token");
        }
    }

    private void require(boolean holds, String otherwise) {
        problems.require(holds, "%s %s", name, otherwise);
    }

    private static boolean isTrue(Tree value) {
        return Boolean.TRUE.equals(value.value());
    }

    private static boolean isFalse(Tree value) {
        return Boolean.FALSE.equals(value.value());
    }
}
