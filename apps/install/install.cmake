# What `cmake --install` and `./bootstrap install --prefix DIR` put in place beside the command.
include(GNUInstallDirs)
set(here ${CMAKE_CURRENT_LIST_DIR})
set(data ${CMAKE_INSTALL_DATADIR})

install(TARGETS inquest inquest_plugin_worker)

# For plugins: their interface, and how CMake and pkg-config find it.
set(plugin ${PROJECT_SOURCE_DIR}/simulators/external)
install(FILES ${plugin}/plugin_abi.h ${plugin}/plugin_abi.f90 DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/inquest)
configure_file(${here}/inquest-plugin.pc.in ${PROJECT_BINARY_DIR}/inquest-plugin.pc @ONLY)
configure_file(${here}/inquest-plugin-config.cmake.in ${PROJECT_BINARY_DIR}/inquest-plugin-config.cmake @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/inquest-plugin.pc DESTINATION ${data}/pkgconfig)
install(FILES ${PROJECT_BINARY_DIR}/inquest-plugin-config.cmake DESTINATION ${data}/cmake/inquest-plugin)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/apps/python/ DESTINATION ${data}/inquest/python PATTERN __pycache__ EXCLUDE)
install(FILES ${here}/completion.bash DESTINATION ${data}/bash-completion/completions RENAME inquest)

# What the command says of itself.
install(CODE "
  set(root \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}\")
  foreach(file ${data}/man/man1/inquest.1 ${data}/inquest/schema.json)
    message(STATUS \"Installing: \${root}/\${file}\")
  endforeach()
  file(MAKE_DIRECTORY \"\${root}/${data}/man/man1\" \"\${root}/${data}/inquest\")
  execute_process(COMMAND \"$<TARGET_FILE:inquest>\" schema OUTPUT_FILE \"\${root}/${data}/inquest/schema.json\"
                  COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND sh \"${here}/man_page.sh\" \"$<TARGET_FILE:inquest>\"
                  OUTPUT_FILE \"\${root}/${data}/man/man1/inquest.1\" COMMAND_ERROR_IS_FATAL ANY)
")
