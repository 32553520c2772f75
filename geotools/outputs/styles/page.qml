<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" labelsEnabled="0" styleCategories="Symbology|Labeling|Fields|MapTips">
 <renderer-v2 type="RuleRenderer" symbollevels="0" enableorderby="0" forceraster="0">
  <rules key="equilibre-rules">
   <rule key="equilibre-rule-0" symbol="0" label="celle que décrit la page" filter="$id = @atlas_featureid AND @layer_id = @atlas_layerid" />
  </rules>
  <symbols>
   <symbol name="0" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" value="0,0,0,0" type="QString" />
      <Option name="style" value="no" type="QString" />
      <Option name="outline_color" value="179,0,89,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.9" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="joinstyle" value="round" type="QString" />
     </Option>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
 <layerGeometryType>2</layerGeometryType>
</qgis>
