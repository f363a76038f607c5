"""How the page looks: one column on a narrow screen, network beside curves on a wide one; a slider's handle bears its value."""

CSS = """
.v-navigation-drawer .v-input__slider .v-input__slot { flex-direction: column; align-items: stretch; }
.v-navigation-drawer .v-input__slider .v-label { font-size: 13px; height: 16px; line-height: 16px; margin: 0; }
.v-navigation-drawer .v-input__slider { margin-top: 2px; }
.v-navigation-drawer .v-slider--horizontal { margin: 0 22px 0 18px; min-height: 20px; }
.v-navigation-drawer .v-slider__thumb-label-container { display: block !important; }
.v-navigation-drawer .v-slider__thumb-label {
  transform: translate(-50%, 50%) !important; height: 18px !important; width: auto !important; min-width: 26px;
  padding: 0 7px; border-radius: 9px; font-size: 11px; font-variant-numeric: tabular-nums;
}
.v-navigation-drawer .v-slider__thumb-label > * { transform: none !important; }
.field-view { width: 100%; max-width: 1320px; margin: -20px auto 0; padding: 0 12px 20px; }
.field-opening { font-size: 15px; margin: 4px 0 10px; max-width: 95ch; }
.field-moved { font-size: 13px; margin: 0 0 10px; }
.field-words { font-size: 13px; opacity: 0.75; margin: 12px 0 0; max-width: 110ch; }
.field-facts { display: flex; flex-wrap: wrap; gap: 6px 18px; margin: 0 0 12px; }
.field-facts > div { display: flex; flex-direction: column; }
.field-value { font-size: 19px; line-height: 1.2; font-variant-numeric: tabular-nums; min-width: 3.2ch; }
.field-name { font-size: 11px; opacity: 0.65; }
.field-pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); gap: 12px; align-items: start; }
.field-curves { display: grid; gap: 12px; }
.field-pictures > .field-picture { max-width: max(340px, 66vh); justify-self: center; }
.field-picture { width: 100%; height: auto; display: block; border-radius: 8px; background: white; }
"""
