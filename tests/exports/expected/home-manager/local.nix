# WezTerm's config on your own computer, a module of home-manager. Written by wezmux.
# Beside it is the wezterm.lua that `wezmux build` writes.
{ ... }:

{
  home.file.".wezterm.lua".source = ./wezterm.lua;
}
